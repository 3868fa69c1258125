package dev.millrace.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// A Kafka broker and its controller in this process, listening on a free port of 127.0.0.1.
///
/// For the standalone mode and for tests: one node, no replicas, no security. A broker keeps its topics in a
/// directory, which another start goes on with, on another port, also after the process was killed. Whoever starts
/// a broker closes it. Thread-safe.
///
/// Once it runs, the process ends with exit code 1 when the broker can no longer write its log (a full disk): nothing
/// that was acknowledged is lost, and a start in the same directory goes on once there is room.
public final class EmbeddedBroker implements AutoCloseable {
    private static final int ANY_PORT = 0;

    private final Node node;
    private final Optional<Path> temporary;

    private EmbeddedBroker(Node node, Optional<Path> temporary) {
        this.node = node;
        this.temporary = temporary;
    }

    /// Has Kafka's classes loaded on a thread of its own, which a start then need not wait for; touches nothing else.
    /// Worth it while something else is still to be done before the start.
    public static void prepare() {
        Thread.ofPlatform().daemon().name("broker-preparation").start(Settings::ofNone);
    }

    /// Starts a broker on what `directory` holds; an empty or absent one becomes a new cluster's.
    ///
    /// @throws BrokerException when it cannot start
    public static EmbeddedBroker start(Path directory) {
        return start(directory, Map.of());
    }

    /// Starts a broker with Kafka's `overrides` of its settings.
    ///
    /// @throws BrokerException when it cannot start
    /// @throws IllegalArgumentException when an override is of a setting that makes it an embedded broker
    public static EmbeddedBroker start(Path directory, Map<String, String> overrides) {
        return new EmbeddedBroker(Node.start(directory, Loopback.open(ANY_PORT), overrides), Optional.empty());
    }

    /// Starts a broker on what `directory` holds, where clients know one to be: at `port` of 127.0.0.1.
    ///
    /// @throws BrokerException when it cannot start, or the port is taken
    public static EmbeddedBroker startAt(int port, Path directory) {
        return new EmbeddedBroker(Node.start(directory, Loopback.open(port), Map.of()), Optional.empty());
    }

    /// Starts a broker in a new temporary directory, deleted when the broker is closed.
    ///
    /// @throws BrokerException when it cannot start
    public static EmbeddedBroker temporary() {
        Path directory;
        try {
            directory = Files.createTempDirectory("millrace-broker-");
        } catch (IOException e) {
            throw new BrokerException("The embedded broker found no place for temporary files: " + e, e);
        }
        try {
            return new EmbeddedBroker(Node.start(directory, Loopback.open(ANY_PORT), Map.of()), Optional.of(directory));
        } catch (RuntimeException e) {
            delete(directory);
            throw e;
        }
    }

    /// The address that clients connect to: `127.0.0.1:port`.
    public String bootstrapServers() {
        return node.bootstrapServers();
    }

    /// Who is told why, in a sentence, before the process ends since the broker cannot go on; else standard error is.
    public void whenLost(Consumer<String> tell) {
        node.lost().tell(tell);
    }

    Path directory() {
        return node.directory();
    }

    /// Stops the broker and frees its port and directory. Closing again does nothing.
    @Override
    public void close() {
        node.close();
        temporary.ifPresent(EmbeddedBroker::delete);
    }

    private static void delete(Path directory) {
        try {
            Folders.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
