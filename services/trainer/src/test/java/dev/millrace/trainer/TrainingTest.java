package dev.millrace.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.nn.Activation;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Optimizer;
import dev.millrace.wire.BatchMessage;
import dev.millrace.wire.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TrainingTest {
    private static final RunDescription ADAM = Runs.described(new Optimizer.Adam());

    static Stream<Arguments> interruptions() {
        List<Optimizer> optimizers = List.of(
                new Optimizer.SGD(),
                new Optimizer.SGD(0.01, 0.9, true),
                new Optimizer.RMSprop(0.001, 0.9, 0.5, 1e-7, true),
                new Optimizer.Adagrad(),
                new Optimizer.Adadelta(),
                new Optimizer.Adam(),
                new Optimizer.Adamax(),
                new Optimizer.Nadam());
        return optimizers.stream()
                .flatMap(optimizer ->
                        IntStream.rangeClosed(0, Runs.STEPS).mapToObj(step -> Arguments.of(optimizer, step)));
    }

    @ParameterizedTest
    @MethodSource("interruptions")
    void shouldEndWithTheSameBytesWhereverItWasInterrupted(Optimizer optimizer, int interruptedAfter) {
        RunDescription run = Runs.described(optimizer);
        try (var undisturbed = Training.start(run).begin(Runs.STEPS_PER_EPOCH);
                var first = Training.start(run).begin(Runs.STEPS_PER_EPOCH)) {
            train(undisturbed, 0, Runs.STEPS);
            train(first, 0, interruptedAfter);
            try (var second =
                    Training.resume(run, Runs.throughBytes(first.state())).begin(Runs.STEPS_PER_EPOCH)) {
                train(second, interruptedAfter, Runs.STEPS);
                assertThat(second.finished()).isTrue();
                assertThat(second.state().encode())
                        .isEqualTo(undisturbed.state().encode());
                assertThat(second.values()).isEqualTo(undisturbed.values());
            }
        }
    }

    @Test
    void shouldKeepALearningRateThroughACheckpoint() {
        try (var undisturbed = Training.start(ADAM).begin(Runs.STEPS_PER_EPOCH);
                var first = Training.start(ADAM).begin(Runs.STEPS_PER_EPOCH)) {
            for (var training : List.of(undisturbed, first)) {
                train(training, 0, 1);
                training.learningRate(0.1);
                train(training, 1, 2);
            }
            train(undisturbed, 2, Runs.STEPS);
            try (var second =
                    Training.resume(ADAM, Runs.throughBytes(first.state())).begin(Runs.STEPS_PER_EPOCH)) {
                train(second, 2, Runs.STEPS);
                assertThat(second.state().encode())
                        .isEqualTo(undisturbed.state().encode());
            }
        }
    }

    @Test
    void shouldNotBeChangedByAMiniBatchThatComesAgain() {
        try (var once = Training.start(ADAM).begin(Runs.STEPS_PER_EPOCH);
                var twice = Training.start(ADAM).begin(Runs.STEPS_PER_EPOCH)) {
            train(once, 0, 4);
            for (int step = 0; step < 4; step++) {
                assertThat(twice.train(Runs.batch(step), step + 1)).isTrue();
                for (int again = 0; again <= step; again++) {
                    assertThat(twice.train(Runs.batch(again), 99)).isFalse();
                }
            }
            assertThat(twice.state().encode()).isEqualTo(once.state().encode());
            assertThat(twice.position()).isEqualTo(once.position());
        }
    }

    @Test
    void shouldRefuseWhatIsNotTheNextMiniBatch() {
        try (var training = Training.start(ADAM).begin(Runs.STEPS_PER_EPOCH)) {
            train(training, 0, 1);
            byte[] before = training.state().encode();
            refused(training, Runs.batch(3), "Received: training/00001/000000. Expected: training/00000/000001.");
            refused(training, Runs.batch(Runs.RUN, Split.TEST, 1), "Received: test/00000/000001.");
            refused(training, Runs.batch("other", Split.TRAINING, 1), "Received: a mini-batch of run 'other'.");
            assertThat(training.state().encode()).isEqualTo(before);
        }
    }

    private static void refused(Training training, BatchMessage batch, String message) {
        assertThatThrownBy(() -> training.train(batch, 7))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldSayThatTrainingDivergedAndAfterWhichStep() {
        var run = Runs.described(new Optimizer.SGD(1e30, 0, false), Activation.LINEAR, new Loss.MeanSquaredError());
        try (var training = Training.start(run).begin(Runs.STEPS_PER_EPOCH)) {
            assertThatThrownBy(() -> train(training, 0, Runs.STEPS))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageMatching("Training diverged: loss is (Infinity|NaN) after step \\d\\."
                            + " Try a smaller learning_rate\\.");
        }
    }

    @Test
    void shouldPublishTheMetricsOfTheSameStepsWhoeverTrains() {
        List<Integer> undisturbed = new ArrayList<>();
        try (var training = Training.start(ADAM).begin(250)) {
            for (int step = 0; step < 250; step++) {
                training.train(renamed(step), step + 1);
                if (training.metricDue()) {
                    undisturbed.add(step + 1);
                }
            }
            assertThat(training.epochEnded()).isTrue();
        }
        assertThat(undisturbed).startsWith(1).endsWith(250).isEqualTo(theFirstAndEveryOther());
    }

    private static List<Integer> theFirstAndEveryOther() {
        return IntStream.rangeClosed(1, 250)
                .filter(step -> step == 1 || step % 2 == 0)
                .boxed()
                .toList();
    }

    private static BatchMessage renamed(int step) {
        BatchMessage batch = Runs.batch(step % Runs.STEPS);
        return new BatchMessage(batch.runId(), batch.split(), 0, step, batch.inputs(), batch.targets(), batch.scale());
    }

    private static void train(Training training, int from, int to) {
        for (int step = from; step < to; step++) {
            assertThat(training.train(Runs.batch(step), step + 1)).isTrue();
        }
    }
}
