package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Examples;
import dev.millrace.evaluator.kafka.EvaluatorRole;
import dev.millrace.keras.KerasJson;
import dev.millrace.loader.kafka.LoaderRole;
import dev.millrace.messaging.CheckpointFeed;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Publisher;
import dev.millrace.messaging.RunService;
import dev.millrace.messaging.RunTask;
import dev.millrace.messaging.Tail;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.Shape;
import dev.millrace.testkit.Await;
import dev.millrace.testkit.BrokerExtension;
import dev.millrace.trainer.kafka.TrainerRole;
import dev.millrace.wire.CheckpointManifest;
import dev.millrace.wire.Command;
import dev.millrace.wire.Event;
import dev.millrace.wire.Origin;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// All services against one broker, sharing the runs.
@ExtendWith(BrokerExtension.class)
class PipelineTest {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final int STEPS_PER_EPOCH = 20;
    private static final Dataset DATASET = dataset();

    private final Connection connection;

    PipelineTest(EmbeddedBroker broker) {
        this.connection = Connection.to(broker.bootstrapServers());
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
                    runs.stream().map(run -> untilScored(run, e -> false)).toList();
            for (List<Event> events : told) {
                assertThat(of(events, Event.Started.class)).hasSize(1);
                assertThat(of(events, Event.Completed.class))
                        .singleElement()
                        .satisfies(e -> assertThat(e.step()).isEqualTo(10L * STEPS_PER_EPOCH));
                assertThat(of(events, Event.EpochEnded.class)).hasSize(10);
            }
            assertThat(mostAtOnce(told)).isEqualTo(2);
            assertThat(Stream.of(loader, one, other, evaluator)).allMatch(RunService::alive);
        }
    }

    @Test
    void shouldTrainEachOfManyRunsOnceWhileServicesComeAndGo() {
        int seeds = 3;
        int epochs = 6;
        List<RunRequested> runs = IntStream.range(0, 3 * seeds)
                .mapToObj(number -> request(number % seeds, epochs))
                .toList();
        var three = new CountDownLatch(3);
        try (var evaluator = RunService.shared(connection, evaluator());
                var loaders = new Fleet();
                var trainers = new Fleet();
                var publisher = new Publisher(connection)) {
            loaders.join(loader());
            trainers.join(new Together(trainer(), three));
            runs.forEach(publisher::request);
            untilScored(runs.getFirst(), Event.Accepted.class::isInstance);
            for (int more = 0; more < 2; more++) {
                loaders.join(loader());
                trainers.join(new Together(trainer(), three));
            }
            for (int leaving = 0; leaving < 2; leaving++) {
                untilScored(runs.get(leaving * seeds), e -> e instanceof Event.EpochEnded ended && ended.epoch() >= 2);
                loaders.oldestLeaves();
                trainers.oldestLeaves();
            }
            List<List<Event>> told =
                    runs.stream().map(run -> untilScored(run, e -> false)).toList();
            Set<String> weights = new HashSet<>();
            for (int number = 0; number < runs.size(); number++) {
                List<Event> events = told.get(number);
                Event.Completed twin =
                        of(told.get(number % seeds), Event.Completed.class).getFirst();
                assertThat(of(events, Event.Completed.class))
                        .singleElement()
                        .satisfies(e -> assertThat(e.sha256()).isEqualTo(twin.sha256()));
                assertThat(of(events, Event.EpochEnded.class))
                        .extracting(Event.EpochEnded::epoch)
                        .containsExactlyElementsOf(
                                IntStream.range(0, epochs).boxed().toList());
                weights.add(twin.sha256());
            }
            assertThat(weights).hasSize(seeds);
            assertThat(evaluator.alive()).isTrue();
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
                whole = untilScored(undisturbed, e -> false);
                assertThat(trainer.alive()).isTrue();
            }
            publisher.request(disturbed);
            for (int epoch = 1; epoch < 6; epoch += 2) {
                int until = epoch;
                try (var trainer = RunService.shared(connection, trainer())) {
                    untilScored(disturbed, e -> e instanceof Event.EpochEnded ended && ended.epoch() >= until);
                    assertThat(trainer.alive()).isTrue();
                }
            }
            try (var trainer = RunService.shared(connection, trainer())) {
                List<Event> pieces = untilScored(disturbed, e -> false);
                assertThat(of(pieces, Event.Started.class)).hasSizeGreaterThan(1);
                assertThat(of(pieces, Event.Completed.class).getLast().sha256())
                        .isEqualTo(of(whole, Event.Completed.class).getLast().sha256());
                assertThat(of(pieces, Event.Evaluated.class).getLast().values())
                        .isEqualTo(of(whole, Event.Evaluated.class).getLast().values());
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
            whole = untilScored(undisturbed, e -> false);
            assertThat(Stream.of(loader, trainer, evaluator)).allMatch(RunService::alive);
        }
        var breaking =
                Stream.of(loader(), trainer(), evaluator()).map(Breaking::new).toList();
        try (var loader = RunService.shared(connection, breaking.get(0));
                var trainer = RunService.shared(connection, breaking.get(1));
                var evaluator = RunService.shared(connection, breaking.get(2));
                var publisher = new Publisher(connection)) {
            publisher.request(disturbed);
            List<Event> pieces = untilScored(disturbed, e -> false);
            assertThat(of(pieces, Event.Completed.class).getLast().sha256())
                    .isEqualTo(of(whole, Event.Completed.class).getLast().sha256());
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
            untilScored(run, Event.Completed.class::isInstance);
            assertThat(checkpoints(run)).hasSize(6);
            try (var evaluator = RunService.shared(connection, evaluator())) {
                assertThat(of(untilScored(run, e -> false), Event.Evaluated.class))
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
            try (var trainer = RunService.only(connection, trainer(), List.of(run))) {
                untilScored(run, Event.Started.class::isInstance);
                assertThat(trainer.alive()).isTrue();
            }
            assertThat(newestCheckpoint(run)).isEmpty();
        }
    }

    @Test
    void shouldObeyAndSayAfterWhichStep() {
        RunRequested slowFromTheBeginning = request(11, 3, new Optimizer.SGD(0.02, 0, false));
        RunRequested slowedDown = request(11, 3, new Optimizer.SGD(0.5, 0, false));
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
                List<Event> expected = untilScored(slowFromTheBeginning, e -> false);
                List<Event> events = untilScored(slowedDown, e -> false);
                assertThat(of(events, Event.Obeyed.class))
                        .extracting(Event.Obeyed::command, Event.Obeyed::step)
                        .containsExactly(tuple(checkpointNow, 0L), tuple(slower, 0L));
                assertThat(of(events, Event.Checkpointed.class).getFirst().step())
                        .isZero();
                assertThat(of(events, Event.EpochEnded.class))
                        .extracting(Event.EpochEnded::values)
                        .isEqualTo(of(expected, Event.EpochEnded.class).stream()
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
            untilScored(run, Event.Checkpointed.class::isInstance);
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

    private Event.Failed failure(RunRequested run) {
        try (var tail = Tail.ofRun(
                connection, Topics.EVENTS, run.runId(), Event.class, run.requestedAt(), (record, reason) -> {})) {
            return Await.untilPresent(
                    DEADLINE,
                    "the failure of run " + run.runId(),
                    () -> of(tail.poll(Duration.ofMillis(100)), Event.Failed.class).stream()
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
                List.of(28, 28),
                10,
                DATASET.train().size(),
                0,
                DATASET.test().size(),
                STEPS_PER_EPOCH,
                100 * 785);
    }

    /// A service that does its work in another way.
    private abstract static class Altered implements RunService.Role {
        private final RunService.Role role;

        Altered(RunService.Role role) {
            this.role = role;
        }

        abstract RunTask altered(RunTask task);

        @Override
        public String name() {
            return role.name();
        }

        @Override
        public int capacity() {
            return role.capacity();
        }

        @Override
        public RunTask task(Connection connection, TopicAdmin topics, Publisher publisher, Origin origin) {
            return altered(role.task(connection, topics, publisher, origin));
        }
    }

    /// A service that breaks each time it has got somewhere, more often than a run is tried.
    private static final class Breaking extends Altered {
        private final AtomicInteger left = new AtomicInteger(7);

        Breaking(RunService.Role role) {
            super(role);
        }

        @Override
        RunTask altered(RunTask task) {
            return (run, leaving, further) -> task.run(run, leaving, () -> {
                further.run();
                if (left.getAndDecrement() > 0) {
                    throw new IllegalStateException("broken by the test");
                }
            });
        }
    }

    /// A service that begins with its first run once others have one, too.
    private static final class Together extends Altered {
        private final CountDownLatch all;

        Together(RunService.Role role, CountDownLatch all) {
            super(role);
            this.all = all;
        }

        @Override
        RunTask altered(RunTask task) {
            return (run, leaving, further) -> {
                all.countDown();
                Await.until(DEADLINE, "runs for all", () -> all.getCount() == 0);
                return task.run(run, leaving, further);
            };
        }
    }

    /// Services of one kind that come and go.
    private final class Fleet implements AutoCloseable {
        private final Deque<RunService> services = new ArrayDeque<>();

        void join(RunService.Role role) {
            services.add(RunService.shared(connection, role));
        }

        void oldestLeaves() {
            try (RunService leaving = services.remove()) {
                assertThat(leaving.alive()).isTrue();
            }
        }

        /// All leave.
        @Override
        public void close() {
            while (!services.isEmpty()) {
                oldestLeaves();
            }
        }
    }

    private static LoaderRole loader() {
        return new LoaderRole(8, 1 << 20, (name, folder) -> DATASET);
    }

    private static TrainerRole trainer() {
        return new TrainerRole(TrainerRole.DEFAULT_CHECKPOINT_INTERVAL);
    }

    private static EvaluatorRole evaluator() {
        return new EvaluatorRole(8);
    }

    /// The run's events from its beginning until its last checkpoint is scored, or `enough` was among them.
    private List<Event> untilScored(RunRequested run, Predicate<Event> enough) {
        List<Event> events = new ArrayList<>();
        try (var tail = Tail.ofRun(
                connection, Topics.EVENTS, run.runId(), Event.class, run.requestedAt(), (record, reason) -> {})) {
            return Await.untilPresent(DEADLINE, "run " + run.runId() + " to its end", () -> {
                events.addAll(tail.poll(Duration.ofMillis(100)));
                assertThat(of(events, Event.Failed.class)).isEmpty();
                assertThat(of(events, Event.Rejected.class)).isEmpty();
                return isScored(events) || events.stream().anyMatch(enough) ? Optional.of(events) : Optional.empty();
            });
        }
    }

    private static boolean isScored(List<Event> events) {
        return of(events, Event.Completed.class).stream()
                .anyMatch(end -> of(events, Event.Evaluated.class).stream().anyMatch(e -> e.step() == end.step()));
    }

    private static <E extends Event> List<E> of(List<Event> events, Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /// How many of the runs were being trained at the same time.
    private static long mostAtOnce(List<List<Event>> told) {
        return told.stream()
                .mapToLong(events -> {
                    Instant begun = of(events, Event.Started.class).getFirst().time();
                    return told.stream()
                            .filter(other -> !of(other, Event.Started.class)
                                            .getFirst()
                                            .time()
                                            .isAfter(begun)
                                    && of(other, Event.Completed.class)
                                            .getFirst()
                                            .time()
                                            .isAfter(begun))
                            .count();
                })
                .max()
                .orElse(0);
    }

    private static RunRequested request(long seed, int epochs) {
        return request(seed, epochs, RunFile.TEXTBOOK);
    }

    private static RunRequested request(long seed, int epochs, Optimizer optimizer) {
        RunFile textbook = RunFile.TEXTBOOK;
        var compile = new Compile(optimizer, new Loss.CategoricalCrossentropy(), Metric.ACCURACY);
        return request(
                seed, epochs, new RunFile("sgd", "", "", textbook.model(), KerasJson.compile(compile), textbook.fit()));
    }

    private static RunRequested request(long seed, int epochs, RunFile file) {
        return request(seed, file, new Fit().withBatchSize(100).withEpochs(epochs));
    }

    private static RunRequested request(long seed, RunFile file, Fit settings) {
        Fit fit = settings.withSeed(seed);
        return Submission.of(file.withFit(fit).withDataset("small", ""), Shape.of(28, 28));
    }

    /// Ten patterns with noise, so that there is something to learn.
    private static Dataset dataset() {
        var random = new Random(4);
        return new Dataset("small", 1 / 255f, examples(100 * STEPS_PER_EPOCH, random), examples(200, random));
    }

    private static Examples examples(int size, Random random) {
        byte[] inputs = new byte[size * 784];
        random.nextBytes(inputs);
        byte[] labels = new byte[size];
        for (int i = 0; i < size; i++) {
            labels[i] = (byte) (i % 10);
            inputs[i * 784 + i % 10] = (byte) 255;
        }
        return new Examples(Shape.of(28, 28), 10, inputs, labels);
    }
}
