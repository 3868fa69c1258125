package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.LabelledBytes;
import dev.millrace.evaluator.kafka.EvaluatorRole;
import dev.millrace.keras.KerasJson;
import dev.millrace.loader.kafka.LoaderRole;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.TopicReader;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.data.Examples;
import dev.millrace.nn.loss.CategoricalCrossentropy;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.runfile.RunFile;
import dev.millrace.runfile.Submission;
import dev.millrace.testkit.Await;
import dev.millrace.trainer.kafka.TrainerRole;
import dev.millrace.wire.Event;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;

/// Runs that are over soon, their services, and what is told of them.
public final class SmallRuns {
    public static final Duration DEADLINE = Duration.ofMinutes(2);
    public static final int STEPS_PER_EPOCH = 20;
    static final Dataset DATASET = dataset();

    private final Connection connection;

    SmallRuns(Connection connection) {
        this.connection = connection;
    }

    /// The run's events from its beginning until its last checkpoint is scored, or `enough` was among them.
    List<Event> untilScored(RunRequested run, Predicate<Event> enough) {
        List<Event> events = new ArrayList<>();
        try (var tail = TopicReader.ofRun(connection, Topics.EVENTS, run.runId(), Event.class, run.requestedAt())) {
            return Await.untilPresent(DEADLINE, "run " + run.runId() + " to its end", () -> {
                events.addAll(tail.poll(Duration.ofMillis(100)));
                assertThat(select(events, Event.Failed.class)).isEmpty();
                assertThat(select(events, Event.Rejected.class)).isEmpty();
                return isScored(events) || events.stream().anyMatch(enough) ? Optional.of(events) : Optional.empty();
            });
        }
    }

    private static boolean isScored(List<Event> events) {
        return select(events, Event.Completed.class).stream()
                .anyMatch(end -> select(events, Event.Evaluated.class).stream().anyMatch(e -> e.step() == end.step()));
    }

    static <E extends Event> List<E> select(List<Event> events, Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    public static LoaderRole loader() {
        return new LoaderRole(8, 1 << 20, description -> DATASET);
    }

    public static TrainerRole trainer() {
        return new TrainerRole(TrainerRole.DEFAULT_CHECKPOINT_INTERVAL);
    }

    public static EvaluatorRole evaluator() {
        return new EvaluatorRole(8);
    }

    public static RunRequested request(long seed, int epochs) {
        return request(seed, epochs, RunFile.TEXTBOOK);
    }

    public static RunRequested request(long seed, int epochs, Optimizer optimizer) {
        RunFile textbook = RunFile.TEXTBOOK;
        var compile = new Compile(optimizer, new CategoricalCrossentropy(), Metrics.ACCURACY);
        return request(
                seed,
                epochs,
                new RunFile(
                        "sgd", Datasets.named("digits"), textbook.model(), KerasJson.compile(compile), textbook.fit()));
    }

    private static RunRequested request(long seed, int epochs, RunFile file) {
        return request(seed, file, new Fit().withBatchSize(100).withEpochs(epochs));
    }

    public static RunRequested request(long seed, RunFile file, Fit settings) {
        Fit fit = settings.withSeed(seed);
        return Submission.of(file.withFit(fit).withDataset(Datasets.named("digits")));
    }

    /// Ten patterns with noise, so that there is something to learn.
    private static Dataset dataset() {
        var random = new Random(4);
        return new Dataset(
                "small", Datasets.MNIST_SCHEMA, examples(100 * STEPS_PER_EPOCH, random), examples(200, random));
    }

    private static Examples examples(int size, Random random) {
        byte[] inputs = new byte[size * 784];
        random.nextBytes(inputs);
        byte[] labels = new byte[size];
        for (int i = 0; i < size; i++) {
            labels[i] = (byte) (i % 10);
            inputs[i * 784 + i % 10] = (byte) 255;
        }
        return new LabelledBytes(Datasets.MNIST_SCHEMA, inputs, labels);
    }
}
