package dev.millrace.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.SharedServer;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.raft.QuorumConfig;
import org.slf4j.LoggerFactory;

/// Kafka's broker and controller with what they stand on: a locked directory and bound sockets.
///
/// Put together as [KafkaRaftServer] does, which would open its own sockets and end the process when it cannot
/// start.
final class Node implements AutoCloseable {
    private final DataDirectory directory;
    private final Loopback sockets;
    private final BrokerServer broker;
    private final ControllerServer controller;
    private final Lost lost;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Node(DataDirectory directory, Loopback sockets, KafkaConfig config, Faults faults) {
        this.directory = directory;
        this.sockets = sockets;
        this.lost = Lost.in(directory.path());
        var storage = KafkaRaftServer.initializeLogDirs(config, LoggerFactory.getLogger(Node.class), "");
        var shared = new SharedServer(
                config,
                storage._1(),
                Time.SYSTEM,
                new Metrics(Time.SYSTEM),
                CompletableFuture.completedFuture(
                        QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
                List.of(),
                faults,
                sockets);
        broker = new BrokerServer(shared);
        controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), storage._2());
        sockets.openControllerWhen(() -> controller.controller().isActive());
    }

    static Node start(Path path, Loopback sockets, Map<String, String> overrides) {
        try {
            var directory = DataDirectory.open(path);
            try {
                var faults = new Faults();
                var node = new Node(directory, sockets, Settings.of(directory, sockets, overrides), faults);
                node.startUp();
                faults.running();
                return node;
            } catch (Exception e) {
                directory.close();
                throw e;
            }
        } catch (Exception e) {
            sockets.close();
            throw e;
        }
    }

    /// Kafka is written in Scala, where any method may throw a checked exception.
    private void startUp() {
        try {
            controller.startup();
            broker.startup();
        } catch (Exception e) {
            close();
            throw new BrokerException(
                    "The embedded broker did not start in " + directory.path() + ": " + e.getMessage()
                            + ". Its log says" + " more; if its data is beyond repair, start in an empty directory.",
                    e);
        }
    }

    String bootstrapServers() {
        return sockets.brokerAddress();
    }

    Lost lost() {
        return lost;
    }

    Path directory() {
        return directory.path();
    }

    /// The broker goes first: it asks the controller to let it go.
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try (directory;
                    sockets) {
                broker.shutdown();
                controller.shutdown();
                directory.removeDeleted();
            } catch (IOException | UncheckedIOException | DirectoryIteratorException e) {
                // The next start removes it, or says why that cannot be.
            }
        }
    }
}
