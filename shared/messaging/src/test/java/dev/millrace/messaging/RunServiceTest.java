package dev.millrace.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.testkit.Await;
import dev.millrace.testkit.BrokerExtension;
import dev.millrace.wire.Origin;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topic;
import dev.millrace.wire.Topics;
import dev.millrace.wire.reports.DeviceStatus;
import dev.millrace.wire.reports.ServiceStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(BrokerExtension.class)
class RunServiceTest {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private static final DeviceStatus DEVICE = new DeviceStatus("A card", 1000, 10, null);

    private final Connection connection;

    RunServiceTest(EmbeddedBroker broker) {
        this.connection = Connection.to(broker.bootstrapServers());
    }

    /// A role that notes which of the test's runs it did; other tests' runs are done at once.
    private record Noting(String name, int capacity, Queue<String> done, RunTask work) implements RunService.Role {
        @Override
        public Topic queue() {
            return Topics.RUNS;
        }

        @Override
        public List<DeviceStatus> devices() {
            if (name.startsWith("idle-")) {
                throw new IllegalStateException("The device is lost.");
            }
            return List.of(DEVICE);
        }

        @Override
        public RunTask task(Connection connection, TopicAdmin topics, Publisher publisher, Origin origin) {
            return (run, shutdownRequested, progressMade) -> {
                RunTask.Outcome outcome = work.run(run, shutdownRequested, progressMade);
                if (outcome == RunTask.Outcome.DONE) {
                    done.add(run.runId());
                }
                return outcome;
            };
        }
    }

    @Test
    void shouldDoEachRunOnceAmongSeveralServices() {
        List<RunRequested> runs = request(6);
        Queue<String> done = new ConcurrentLinkedQueue<>();
        var role = new Noting(
                "role-" + UUID.randomUUID(), 2, done, (run, shutdownRequested, progressMade) -> RunTask.Outcome.DONE);
        try (var first = RunService.shared(connection, role);
                var second = RunService.shared(connection, role)) {
            Await.until(DEADLINE, "all runs done", () -> done.containsAll(ids(runs)));
            assertThat(first.alive()).isTrue();
            assertThat(second.alive()).isTrue();
        }
        assertThat(done.stream().filter(ids(runs)::contains)).containsExactlyInAnyOrderElementsOf(ids(runs));
    }

    @Test
    void shouldDoManyRunsAtOnceInOneService() {
        List<RunRequested> runs = request(5);
        var together = new CountDownLatch(5);
        Queue<String> done = new ConcurrentLinkedQueue<>();
        var role = new Noting("role-" + UUID.randomUUID(), 64, done, (run, shutdownRequested, progressMade) -> {
            if (ids(runs).contains(run.runId())) {
                together.countDown();
                waitFor(shutdownRequested, () -> together.getCount() == 0);
            }
            return RunTask.Outcome.DONE;
        });
        try (var service = RunService.shared(connection, role)) {
            Await.until(DEADLINE, "all runs done", () -> done.containsAll(ids(runs)));
            assertThat(service.alive()).isTrue();
        }
    }

    @Test
    void shouldKeepARunForLongerThanItsLockAndGiveItBackWhenLeaving() {
        RunRequested run = request(1).getFirst();
        Queue<String> taken = new ConcurrentLinkedQueue<>();
        RunTask untilLeaving = (given, shutdownRequested, progressMade) -> {
            if (!given.runId().equals(run.runId())) {
                return RunTask.Outcome.DONE;
            }
            taken.add(given.runId());
            waitFor(shutdownRequested, () -> false);
            return RunTask.Outcome.LEFT;
        };
        var role = new Noting("role-" + UUID.randomUUID(), 1, new ConcurrentLinkedQueue<>(), untilLeaving);
        Queue<String> done = new ConcurrentLinkedQueue<>();
        var successor =
                new Noting(role.name(), 1, done, (given, shutdownRequested, progressMade) -> RunTask.Outcome.DONE);
        try (var second = startedAfter(taken, role, successor)) {
            Await.until(DEADLINE, "the successor has the run", () -> done.contains(run.runId()));
            assertThat(second.alive()).isTrue();
        }
        assertThat(taken).hasSize(1);
    }

    private RunService startedAfter(Queue<String> taken, Noting role, Noting successor) {
        try (var first = RunService.shared(connection, role)) {
            Await.until(DEADLINE, "the run is taken", () -> !taken.isEmpty());
            assertThat(role.name()).isEqualTo(successor.name());
            assertThat(first.alive()).isTrue();
        }
        return RunService.shared(connection, successor);
    }

    @Test
    void shouldSayOfEachRoleHowItIs() {
        RunRequested run = request(1).getFirst();
        RunTask untilLeaving = (given, shutdownRequested, progressMade) -> {
            waitFor(shutdownRequested, () -> false);
            return RunTask.Outcome.LEFT;
        };
        Queue<String> done = new ConcurrentLinkedQueue<>();
        var busy = new Noting("busy-" + UUID.randomUUID(), 3, done, untilLeaving);
        var idle = new Noting(
                "idle-" + UUID.randomUUID(), 7, done, (given, shutdownRequested, progressMade) -> RunTask.Outcome.DONE);
        List<ServiceStatus> said = new ArrayList<>();
        try (var service = RunService.only(connection, List.of(busy, idle), List.of(run));
                var statuses = TopicReader.ofAll(connection, Topics.SERVICES, ServiceStatus.class, Instant.now())) {
            ServiceStatus atWork = Await.untilPresent(DEADLINE, "the role that is at work on the run", () -> {
                said.addAll(statuses.poll(Duration.ofMillis(100)));
                return said.stream()
                        .filter(status -> status.runs().equals(List.of(run.runId())))
                        .findFirst();
            });
            assertThat(service.alive()).isTrue();
            assertThat(atWork.origin().service()).isEqualTo(busy.name());
            assertThat(atWork.capacity()).isEqualTo(3);
            assertThat(atWork.devices()).containsExactly(DEVICE);
            assertThat(atWork.heapBytes()).isBetween(1L, atWork.heapLimitBytes());
            assertThat(atWork.startedAt()).isBefore(atWork.time());
            assertThat(atWork.cpuShare())
                    .isBetween(0.0, (double) Runtime.getRuntime().availableProcessors());
            assertThat(said)
                    .filteredOn(status -> status.origin().service().equals(idle.name()))
                    .isNotEmpty()
                    .allSatisfy(status -> {
                        assertThat(status.capacity()).isEqualTo(7);
                        assertThat(status.devices()).as("it cannot say").isEmpty();
                        assertThat(status.origin().instance())
                                .isEqualTo(atWork.origin().instance());
                    });
        }
    }

    @Test
    void shouldLayAMalformedRequestAsideAndGoOn() {
        try (var topics = new TopicAdmin(connection)) {
            topics.create(Topics.SHARED);
        }
        byte[] torn = "{\"run_id\":7".getBytes(StandardCharsets.UTF_8);
        try (var producer = connection.producer()) {
            var record = new ProducerRecord<>(Topics.RUNS.name(), "stranger", torn);
            record.headers().add(RecordHeaders.header("schema", "run/1"));
            var unused = producer.send(record);
        }
        assertLaidAsideAndGoneOn("stranger (run/1): not a RunRequested");
    }

    /// A record as large as the topic takes leaves no room for the reason in its dead letter.
    @Test
    void shouldLayARequestAsideThatIsAsLargeAsCanBe() {
        try (var topics = new TopicAdmin(connection)) {
            topics.create(Topics.SHARED);
        }
        byte[] torn = "[".repeat(1_048_400).getBytes(StandardCharsets.UTF_8);
        try (var producer = connection.producer()) {
            var unused = producer.send(new ProducerRecord<>(Topics.RUNS.name(), "k", torn));
        }
        assertLaidAsideAndGoneOn("null (): not a RunRequested");
    }

    private void assertLaidAsideAndGoneOn(String letter) {
        RunRequested run = request(1).getFirst();
        Queue<String> done = new ConcurrentLinkedQueue<>();
        var role = new Noting(
                "role-" + UUID.randomUUID(), 1, done, (given, shutdownRequested, progressMade) -> RunTask.Outcome.DONE);
        try (var service = RunService.shared(connection, role);
                var letters = DeadLetters.tail(connection)) {
            Await.until(DEADLINE, "the run after it is done", () -> done.contains(run.runId()));
            assertThat(service.alive()).isTrue();
            Await.until(DEADLINE, "the dead letter", () -> letters.next().contains(letter));
        }
    }

    /// With the times that Kafka has by default, at which a member hears of its partition with its second heartbeat.
    @Test
    void shouldTakeOneRunAfterAnotherWhereKafkaIsSetUpAsItComes(@TempDir Path folder) {
        Map<String, String> asItComes = Map.of(
                "group.share.heartbeat.interval.ms", "5000",
                "group.share.min.heartbeat.interval.ms", "5000",
                "group.share.assignment.interval.ms", "1000");
        try (var broker = EmbeddedBroker.start(folder, asItComes)) {
            Connection elsewhere = Connection.to(broker.bootstrapServers());
            List<RunRequested> runs = request(elsewhere, 6);
            Queue<String> done = new ConcurrentLinkedQueue<>();
            var role = new Noting("role", 64, done, (given, shutdownRequested, progressMade) -> RunTask.Outcome.DONE);
            try (var service = RunService.shared(elsewhere, role)) {
                Await.until(DEADLINE, "the first run is done", () -> !done.isEmpty());
                long began = System.nanoTime();
                Await.until(DEADLINE, "all runs done", () -> done.containsAll(ids(runs)));
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
                assertThat(service.alive()).isTrue();
            }
        }
    }

    private List<RunRequested> request(int count) {
        return request(connection, count);
    }

    private static List<RunRequested> request(Connection connection, int count) {
        List<RunRequested> runs = new ArrayList<>();
        try (var topics = new TopicAdmin(connection);
                var publisher = new Publisher(connection)) {
            topics.create(Topics.SHARED);
            for (int i = 0; i < count; i++) {
                runs.add(Examples.run());
                publisher.request(runs.getLast());
            }
        }
        return runs;
    }

    private static List<String> ids(List<RunRequested> runs) {
        return runs.stream().map(RunRequested::runId).toList();
    }

    private static void waitFor(BooleanSupplier shutdownRequested, BooleanSupplier condition) {
        Await.until(DEADLINE, "told to leave", () -> shutdownRequested.getAsBoolean() || condition.getAsBoolean());
    }
}
