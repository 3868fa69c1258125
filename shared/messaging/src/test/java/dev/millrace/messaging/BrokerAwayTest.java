package dev.millrace.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.testkit.Await;
import dev.millrace.wire.RunRequested;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A broker that goes away while services wait and work, and comes back.
class BrokerAwayTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    /// How Kafka names the thread that keeps a core busy while no broker answers.
    private static final String NETWORK_THREAD = "consumer_background_thread";

    @TempDir
    Path directory;

    @Test
    void shouldWaitQuietlyWhileNoBrokerAnswersAndThenTakeRunsAgain() {
        var broker = EmbeddedBroker.start(directory);
        var connection = Connection.to(broker.bootstrapServers());
        Queue<String> done = new ConcurrentLinkedQueue<>();
        var role = new Doing("role", (run, shutdownRequested, progressMade) -> {
            done.add(run.runId());
            return RunTask.Outcome.DONE;
        });
        try (var service = RunService.shared(connection, role)) {
            request(connection, done);
            broker.close();
            Await.until(DEADLINE, "the share consumer is closed", () -> networkThreads() == 0);
            assertThat(service.alive()).isTrue();
            broker = EmbeddedBroker.startAt(port(connection), directory);
            request(connection, done);
            assertThat(service.alive()).isTrue();
        } finally {
            broker.close();
        }
    }

    @Test
    void shouldLeaveSoonWhenTheBrokerHasVanished() {
        var broker = EmbeddedBroker.start(directory);
        var begun = new CountDownLatch(1);
        var released = new CountDownLatch(1);
        var role = new Doing("role", (run, shutdownRequested, progressMade) -> {
            begun.countDown();
            Await.until(DEADLINE, "released", () -> released.getCount() == 0);
            return RunTask.Outcome.LEFT;
        });
        var connection = Connection.to(broker.bootstrapServers());
        var service = RunService.shared(connection, role);
        try (var publisher = new Publisher(connection)) {
            publisher.request(Examples.run());
            Await.until(DEADLINE, "at work", () -> begun.getCount() == 0);
        } finally {
            broker.close();
        }
        long began = System.nanoTime();
        service.close();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
        released.countDown();
    }

    private static void request(Connection connection, Queue<String> done) {
        RunRequested run = Examples.run();
        try (var publisher = new Publisher(connection)) {
            publisher.request(run);
        }
        Await.until(DEADLINE, "the run is done", () -> done.contains(run.runId()));
    }

    private static int port(Connection connection) {
        return Integer.parseInt(connection.bootstrapServers().split(":", 2)[1]);
    }

    private static long networkThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(NETWORK_THREAD))
                .count();
    }
}
