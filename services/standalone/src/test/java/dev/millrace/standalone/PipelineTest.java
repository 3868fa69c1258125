package dev.millrace.standalone;

import static dev.millrace.standalone.SmallRuns.DEADLINE;
import static dev.millrace.standalone.SmallRuns.STEPS_PER_EPOCH;
import static dev.millrace.standalone.SmallRuns.evaluator;
import static dev.millrace.standalone.SmallRuns.loader;
import static dev.millrace.standalone.SmallRuns.request;
import static dev.millrace.standalone.SmallRuns.select;
import static dev.millrace.standalone.SmallRuns.trainer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.datasets.Datasets;
import dev.millrace.messaging.CheckpointFeed;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Publisher;
import dev.millrace.messaging.RunService;
import dev.millrace.messaging.RunTask;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.messaging.TopicReader;
import dev.millrace.nn.Fit;
import dev.millrace.nn.optimizer.SGD;
import dev.millrace.runfile.RunFile;
import dev.millrace.testkit.Await;
import dev.millrace.testkit.OwnBrokerExtension;
import dev.millrace.trainer.kafka.TrainerRole;
import dev.millrace.wire.CheckpointManifest;
import dev.millrace.wire.Command;
import dev.millrace.wire.Event;
import dev.millrace.wire.Origin;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// All services against one broker, sharing the runs.
@ExtendWith(OwnBrokerExtension.class)
class PipelineTest {
    private final Connection connection;
    private final SmallRuns small;

    PipelineTest(EmbeddedBroker broker) {
        this.connection = Connection.to(broker.bootstrapServers());
        this.small = new SmallRuns(connection);
    }

    @Test
    void shouldTrainEachOfFourRunsOnceOnTwoTrainersInParallel() {
        List<RunRequested> runs =
                IntStream.range(0, 4).mapToObj(seed -> request(seed, 10)).toList();
        try (var loader = RunService.shared(connection, loader());
                var one = RunService.shared(connection, trainer());
                var other = RunService.shared(connection, trainer());
                var evaluator = RunService.shared(connection, evaluator());
                var publisher = new Publisher(connection)) {
            runs.forEach(publisher::request);
            List<List<Event>> told =
                    runs.stream().map(run -> small.untilScored(run, e -> false)).toList();
            for (List<Event> events : told) {
                assertThat(select(events, Event.Started.class)).hasSize(1);
                assertThat(select(events, Event.Completed.class))
                        .singleElement()
                        .satisfies(e -> assertThat(e.step()).isEqualTo(10L * STEPS_PER_EPOCH));
                assertThat(select(events, Event.EpochEnded.class)).hasSize(10);
            }
            assertThat(mostAtOnce(told)).isEqualTo(2);
            assertThat(Stream.of(loader, one, other, evaluator)).allMatch(RunService::alive);
        }
    }

    @Test
    void shouldEndWithTheSameWeightsWhoeverGoesOnAndHoweverOften() {
        RunRequested undisturbed = request(7, 8);
        RunRequested disturbed = request(7, 8);
        try (var loader = RunService.shared(connection, loader());
                var evaluator = RunService.shared(connection, evaluator());
                var publisher = new Publisher(connection)) {
            publisher.request(undisturbed);
            List<Event> whole = List.of();
            try (var trainer = RunService.shared(connection, trainer())) {
                whole = small.untilScored(undisturbed, e -> false);
                assertThat(trainer.alive()).isTrue();
            }
            publisher.request(disturbed);
            for (int epoch = 1; epoch < 6; epoch += 2) {
                int until = epoch;
                try (var trainer = RunService.shared(connection, trainer())) {
                    small.untilScored(disturbed, e -> e instanceof Event.EpochEnded ended && ended.epoch() >= until);
                    assertThat(trainer.alive()).isTrue();
                }
            }
            try (var trainer = RunService.shared(connection, trainer())) {
                List<Event> pieces = small.untilScored(disturbed, e -> false);
                assertThat(select(pieces, Event.Started.class)).hasSizeGreaterThan(1);
                assertThat(select(pieces, Event.Completed.class).getLast().sha256())
                        .isEqualTo(
                                select(whole, Event.Completed.class).getLast().sha256());
                assertThat(select(pieces, Event.Evaluated.class).getLast().values())
                        .isEqualTo(
                                select(whole, Event.Evaluated.class).getLast().values());
                assertThat(trainer.alive()).isTrue();
            }
            assertThat(Stream.of(loader, evaluator)).allMatch(RunService::alive);
        }
    }

    @Test
    void shouldFinishARunHoweverOftenItsServicesBreakOnceTheyHaveGotSomewhere() {
        RunRequested undisturbed = request(5, 8);
        RunRequested disturbed = request(5, 8);
        List<Event> whole = List.of();
        try (var loader = RunService.shared(connection, loader());
                var trainer = RunService.shared(connection, trainer());
                var evaluator = RunService.shared(connection, evaluator());
                var publisher = new Publisher(connection)) {
            publisher.request(undisturbed);
            whole = small.untilScored(undisturbed, e -> false);
            assertThat(Stream.of(loader, trainer, evaluator)).allMatch(RunService::alive);
        }
        var breaking =
                Stream.of(loader(), trainer(), evaluator()).map(Breaking::new).toList();
        try (var loader = RunService.shared(connection, breaking.get(0));
                var trainer = RunService.shared(connection, breaking.get(1));
                var evaluator = RunService.shared(connection, breaking.get(2));
                var publisher = new Publisher(connection)) {
            publisher.request(disturbed);
            List<Event> pieces = small.untilScored(disturbed, e -> false);
            assertThat(select(pieces, Event.Completed.class).getLast().sha256())
                    .isEqualTo(select(whole, Event.Completed.class).getLast().sha256());
            assertThat(breaking).allSatisfy(role -> assertThat(role.left).hasNonPositiveValue());
            assertThat(Stream.of(loader, trainer, evaluator)).allMatch(RunService::alive);
        }
    }

    @Test
    void shouldScoreEveryEpochThoughTheEvaluatorComesLate() {
        RunRequested run = request(
                9, RunFile.TEXTBOOK, new Fit().withBatchSize(100).withEpochs(6).withValidationSplit(0.2));
        try (var loader = RunService.shared(connection, loader());
                var trainer = RunService.shared(connection, trainer());
                var publisher = new Publisher(connection)) {
            publisher.request(run);
            small.untilScored(run, Event.Completed.class::isInstance);
            assertThat(checkpoints(run)).hasSize(6);
            try (var evaluator = RunService.shared(connection, evaluator())) {
                assertThat(select(small.untilScored(run, e -> false), Event.Evaluated.class))
                        .extracting(Event.Evaluated::epoch)
                        .containsExactly(0, 1, 2, 3, 4, 5);
                assertThat(Stream.of(loader, trainer, evaluator)).allMatch(RunService::alive);
            }
        }
    }

    @Test
    void shouldLeaveNoCheckpointBehindIfNothingWasTrained() {
        RunRequested run = request(3, 1);
        try (var topics = new TopicAdmin(connection);
                var publisher = new Publisher(connection)) {
            topics.create(List.of(Topics.EVENTS, Topics.batches(run.runId())));
            publisher.event(accepted(run));
            try (var trainer = RunService.only(connection, List.of(trainer()), List.of(run))) {
                small.untilScored(run, Event.Started.class::isInstance);
                assertThat(trainer.alive()).isTrue();
            }
            assertThat(newestCheckpoint(run)).isEmpty();
        }
    }

    @Test
    void shouldObeyAndSayAfterWhichStep() {
        RunRequested slowFromTheBeginning = request(11, 3, new SGD(0.02, 0, false));
        RunRequested slowedDown = request(11, 3, new SGD(0.5, 0, false));
        var checkpointNow = new Command.CheckpointNow(slowedDown.runId(), Instant.now());
        var slower = new Command.SetLearningRate(slowedDown.runId(), Instant.now(), 0.02);
        try (var topics = new TopicAdmin(connection);
                var publisher = new Publisher(connection)) {
            topics.create(Topics.SHARED);
            publisher.command(checkpointNow);
            publisher.command(slower);
            try (var loader = RunService.shared(connection, loader());
                    var trainer = RunService.shared(connection, trainer());
                    var evaluator = RunService.shared(connection, evaluator())) {
                publisher.request(slowFromTheBeginning);
                publisher.request(slowedDown);
                List<Event> expected = small.untilScored(slowFromTheBeginning, e -> false);
                List<Event> events = small.untilScored(slowedDown, e -> false);
                assertThat(select(events, Event.CommandApplied.class))
                        .extracting(Event.CommandApplied::command, Event.CommandApplied::step)
                        .containsExactly(tuple(checkpointNow, 0L), tuple(slower, 0L));
                assertThat(select(events, Event.Checkpointed.class).getFirst().step())
                        .isZero();
                assertThat(select(events, Event.EpochEnded.class))
                        .extracting(Event.EpochEnded::values)
                        .isEqualTo(select(expected, Event.EpochEnded.class).stream()
                                .map(Event.EpochEnded::values)
                                .toList());
                assertThat(Stream.of(loader, trainer, evaluator)).allMatch(RunService::alive);
            }
        }
    }

    @Test
    void shouldEndARunWhoseMiniBatchesWereDeletedAndKeepItsCheckpoint() {
        RunRequested run = request(13, 10_000);
        try (var topics = new TopicAdmin(connection);
                var publisher = new Publisher(connection);
                var loader = RunService.shared(connection, loader());
                var trainer = RunService.shared(connection, trainer())) {
            publisher.request(run);
            small.untilScored(run, Event.Checkpointed.class::isInstance);
            topics.delete(Topics.batches(run.runId()));
            Event.Failed failed = failure(run);
            assertThat(failed.origin().service()).isEqualTo(TrainerRole.NAME);
            assertThat(failed.reason())
                    .isEqualTo("Mini-batches are missing: topic 'millrace.batches.v1." + run.runId()
                            + "' was deleted under the run. The newest checkpoint is whole.");
            assertThat(newestCheckpoint(run)).isPresent();
            assertThat(Stream.of(loader, trainer)).allMatch(RunService::alive);
        }
    }

    @Test
    void shouldEndARunWhoseCheckpointsAreRefusedAndKeepTheOneBefore() {
        RunRequested run = request(17, 10_000);
        try (var publisher = new Publisher(connection);
                var loader = RunService.shared(connection, loader());
                var trainer = RunService.shared(connection, trainer())) {
            publisher.request(run);
            small.untilScored(run, Event.Checkpointed.class::isInstance);
            Event.Failed failed = withSmallCheckpointsOnly(() -> failure(run));
            assertThat(failed.origin().service()).isEqualTo(TrainerRole.NAME);
            assertThat(failed.reason())
                    .isEqualTo(
                            "given up by the trainer after 6 attempts, the last: The request included a message larger"
                                    + " than the max message size the server will accept.");
            assertThat(newestCheckpoint(run)).isPresent();
            assertThat(Stream.of(loader, trainer)).allMatch(RunService::alive);
        }
    }

    /// Meanwhile the broker takes no large records for the topic of checkpoints.
    private <T> T withSmallCheckpointsOnly(Supplier<T> action) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", connection.bootstrapServers()))) {
            largestCheckpointRecord(admin, AlterConfigOp.OpType.SET);
            try {
                return action.get();
            } finally {
                largestCheckpointRecord(admin, AlterConfigOp.OpType.DELETE);
            }
        }
    }

    private static void largestCheckpointRecord(Admin admin, AlterConfigOp.OpType change) {
        var topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.CHECKPOINTS.name());
        var largest = new AlterConfigOp(new ConfigEntry("max.message.bytes", "10000"), change);
        admin.incrementalAlterConfigs(Map.of(topic, List.of(largest)))
                .all()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private Event.Failed failure(RunRequested run) {
        try (var tail = TopicReader.ofRun(connection, Topics.EVENTS, run.runId(), Event.class, run.requestedAt())) {
            return Await.untilPresent(
                    DEADLINE,
                    "the failure of run " + run.runId(),
                    () -> select(tail.poll(Duration.ofMillis(100)), Event.Failed.class).stream()
                            .findFirst());
        }
    }

    private Optional<CheckpointManifest> newestCheckpoint(RunRequested run) {
        return checkpoints(run).reduce((older, newer) -> newer);
    }

    /// Those that are not marked as deleted, oldest first.
    private Stream<CheckpointManifest> checkpoints(RunRequested run) {
        try (var topics = new TopicAdmin(connection);
                var checkpoints =
                        new CheckpointFeed(connection, run.runId(), run.requestedAt(), (record, reason) -> {})) {
            checkpoints.newest(topics);
            return checkpoints.seen().stream();
        }
    }

    private static Event accepted(RunRequested run) {
        return new Event.Accepted(
                run.runId(),
                Origin.here("data-loader"),
                Instant.now(),
                Datasets.MNIST_SCHEMA.toJson(),
                List.of(),
                SmallRuns.DATASET.train().size(),
                0,
                SmallRuns.DATASET.test().size(),
                STEPS_PER_EPOCH,
                100 * 785);
    }

    /// A service that breaks each time it has got somewhere, more often than a run is tried.
    private static final class Breaking extends Altered {
        private final AtomicInteger left = new AtomicInteger(7);

        Breaking(RunService.Role role) {
            super(role);
        }

        @Override
        RunTask altered(RunTask task) {
            return (run, shutdownRequested, progressMade) -> task.run(run, shutdownRequested, () -> {
                progressMade.run();
                if (left.getAndDecrement() > 0) {
                    throw new IllegalStateException("broken by the test");
                }
            });
        }
    }

    /// How many of the runs were being trained at the same time.
    private static long mostAtOnce(List<List<Event>> told) {
        return told.stream()
                .mapToLong(events -> {
                    Instant begun =
                            select(events, Event.Started.class).getFirst().time();
                    return told.stream()
                            .filter(other -> !select(other, Event.Started.class)
                                            .getFirst()
                                            .time()
                                            .isAfter(begun)
                                    && select(other, Event.Completed.class)
                                            .getFirst()
                                            .time()
                                            .isAfter(begun))
                            .count();
                })
                .max()
                .orElse(0);
    }
}
