package dev.millrace.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.keras.KerasJson;
import dev.millrace.keras.ModelTensors;
import dev.millrace.nn.Activation;
import dev.millrace.nn.CallbackSpec;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.OptimizerOptions;
import dev.millrace.nn.Variable;
import dev.millrace.nn.callback.CSVLogger;
import dev.millrace.nn.callback.Callbacks;
import dev.millrace.nn.callback.EarlyStopping;
import dev.millrace.nn.callback.LearningRateScheduler;
import dev.millrace.nn.callback.Mode;
import dev.millrace.nn.callback.ModelCheckpoint;
import dev.millrace.nn.callback.Monitor;
import dev.millrace.nn.callback.ReduceLROnPlateau;
import dev.millrace.nn.callback.StopAtScore;
import dev.millrace.nn.callback.TerminateOnNaN;
import dev.millrace.nn.loss.MeanSquaredError;
import dev.millrace.nn.optimizer.Adam;
import dev.millrace.nn.optimizer.Optimizers;
import dev.millrace.nn.optimizer.RMSprop;
import dev.millrace.nn.optimizer.SGD;
import dev.millrace.nn.schedule.CosineDecay;
import dev.millrace.wire.BatchMessage;
import dev.millrace.wire.Safetensors;
import dev.millrace.wire.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TrainingTest {
    private static final RunDescription ADAM = Runs.described(new Adam());

    /// With everything that is kept between steps, and a schedule.
    private static final Optimizer WITH_OPTIONS = new SGD(0.01, 0.9, true)
            .with(
                    new CosineDecay(0.1, 10, 0, Optional.of(0.2), 2),
                    OptimizerOptions.NONE
                            .withWeightDecay(0.1)
                            .withGlobalClipnorm(0.5)
                            .withEma(0.5, OptionalInt.of(2))
                            .withGradientAccumulationSteps(2));

    static Stream<Arguments> interruptions() {
        Stream<Optimizer> kinds = Optimizers.KINDS.kinds().stream().map(kind -> KerasJson.optimizer(kind.className()));
        return Stream.concat(
                        kinds,
                        Stream.of(new SGD(0.01, 0.9, true), new RMSprop(0.001, 0.9, 0.5, 1e-7, true), WITH_OPTIONS))
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

    static Stream<Optimizer> learningRates() {
        return Stream.of(new Adam(), WITH_OPTIONS);
    }

    /// In place of a schedule, too.
    @ParameterizedTest
    @MethodSource("learningRates")
    void shouldKeepALearningRateThroughACheckpoint(Optimizer optimizer) {
        RunDescription run = Runs.described(optimizer);
        try (var undisturbed = Training.start(run).begin(Runs.STEPS_PER_EPOCH);
                var first = Training.start(run).begin(Runs.STEPS_PER_EPOCH)) {
            for (var training : List.of(undisturbed, first)) {
                train(training, 0, 1);
                training.learningRate(0.1);
                train(training, 1, 2);
            }
            train(undisturbed, 2, Runs.STEPS);
            TrainingState state = Runs.throughBytes(first.state());
            assertThat(state.trained().compile().orElseThrow().optimizer()).isEqualTo(optimizer.withLearningRate(0.1));
            try (var second = Training.resume(run, state).begin(Runs.STEPS_PER_EPOCH)) {
                train(second, 2, Runs.STEPS);
                assertThat(second.state().encode())
                        .isEqualTo(undisturbed.state().encode());
            }
        }
    }

    /// Another kernel set gives other bits.
    @Test
    void shouldGoOnWithTheKernelsThatComputedTheCheckpoint() {
        try (var first = Training.start(ADAM, new KernelChoice("nd4j")).begin(Runs.STEPS_PER_EPOCH)) {
            train(first, 0, 2);
            assertThat(first.state().kernels()).isEqualTo("nd4j");
            TrainingState state = Runs.throughBytes(first.state());
            try (var second = Training.resume(ADAM, state).begin(Runs.STEPS_PER_EPOCH);
                    var told = Training.resume(ADAM, state, new KernelChoice("vector"))
                            .begin(Runs.STEPS_PER_EPOCH)) {
                assertThat(second.state().kernels()).isEqualTo("nd4j");
                assertThat(told.state().kernels()).isEqualTo("vector");
            }
        }
    }

    @Test
    void shouldSayThatTheKernelsOfACheckpointDoNotWorkHere() {
        try (var first = Training.start(ADAM).begin(Runs.STEPS_PER_EPOCH)) {
            TrainingState state = first.state();
            var other = new TrainingState(
                    state.trained(), state.scores(), state.position(), false, state.callbacks(), "metal");
            assertThatThrownBy(() -> Training.resume(ADAM, other))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageContaining("computed by the kernel set 'metal', which does not work here");
        }
        assertThatThrownBy(() -> new KernelChoice("vektor"))
                .hasMessage("A kernel set is auto, cuda, vector, nd4j or vector:THREADS. Received: vektor");
    }

    @Test
    void shouldEndWithTheMovingAverageOfTheWeights() {
        Optimizer averaging = new SGD().withOptions(OptimizerOptions.NONE.withEma(0.5, OptionalInt.empty()));
        try (var training = Training.start(Runs.described(averaging)).begin(Runs.STEPS_PER_EPOCH)) {
            train(training, 0, Runs.STEPS);
            assertThat(weightValues(training)).isNotEqualTo(averages(training));
            training.end();
            assertThat(weightValues(training)).isEqualTo(averages(training));
        }
    }

    private static List<Float> weightValues(Training training) {
        return values(training.state().trained().weights());
    }

    private static List<Float> averages(Training training) {
        return values(training.state().trained().optimizer().orElseThrow().slots());
    }

    private static List<Float> values(List<Variable> variables) {
        List<Float> values = new ArrayList<>();
        variables.forEach(variable -> {
            for (float value : variable.toArray()) {
                values.add(value);
            }
        });
        return values;
    }

    @Test
    void shouldNotBeChangedByAMiniBatchThatComesAgain() {
        try (var once = Training.start(ADAM).begin(Runs.STEPS_PER_EPOCH);
                var twice = Training.start(ADAM).begin(Runs.STEPS_PER_EPOCH)) {
            train(once, 0, 4);
            for (int step = 0; step < 4; step++) {
                assertThat(twice.train(Runs.batch(step), step + 1)).isTrue();
                endEpoch(twice);
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
        var run = Runs.described(new SGD(1e30, 0, false), Activation.LINEAR, new MeanSquaredError());
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

    /// With a validation whose loss becomes worse, and an end for each epoch.
    private static void train(Training training, int from, int to) {
        endEpoch(training);
        for (int step = from; step < to; step++) {
            assertThat(training.train(Runs.batch(step), step + 1)).isTrue();
            endEpoch(training);
        }
    }

    private static void endEpoch(Training training) {
        if (training.epochEndDue()) {
            training.endEpoch(training.awaitsValidation() ? Map.of("loss", 1.0 + training.epoch()) : Map.of());
        }
    }

    static Stream<Arguments> interruptedCallbacks() {
        List<CallbackSpec> all = List.of(
                EarlyStopping.of(1).withRestoredWeights(),
                ReduceLROnPlateau.of(1),
                LearningRateScheduler.of(0.5),
                ModelCheckpoint.of("val_loss"),
                CSVLogger.of("log.csv"),
                new TerminateOnNaN(),
                new StopAtScore(0.0, new Monitor("loss", Mode.AUTO, 0)));
        assertThat(all.stream().map(CallbackSpec::className))
                .containsExactlyElementsOf(
                        Callbacks.KINDS.kinds().stream().map(Kind::className).toList());
        return all.stream()
                .flatMap(callback ->
                        IntStream.rangeClosed(0, Runs.STEPS).mapToObj(step -> Arguments.of(callback, step)));
    }

    /// Interrupted before the epoch's end was told to callbacks, where a step is an epoch's last.
    @ParameterizedTest
    @MethodSource("interruptedCallbacks")
    void shouldEndWithTheSameBytesWithEveryCallback(CallbackSpec callback, int interruptedAfter) {
        RunDescription run = Runs.described(callback);
        try (var undisturbed = Training.start(run).begin(Runs.STEPS_PER_EPOCH);
                var first = Training.start(run).begin(Runs.STEPS_PER_EPOCH)) {
            train(undisturbed, 0, Runs.STEPS);
            for (int step = 0; step < interruptedAfter; step++) {
                endEpoch(first);
                first.train(Runs.batch(step), step + 1);
            }
            try (var second =
                    Training.resume(run, Runs.throughBytes(first.state())).begin(Runs.STEPS_PER_EPOCH)) {
                assertThat(second.position()).isEqualTo(first.position());
                assertThat(second.epochEndDue()).isEqualTo(first.epochEndDue());
                train(second, interruptedAfter, Runs.STEPS);
                assertThat(second.bestSteps()).isEqualTo(undisturbed.bestSteps());
                assertThat(second.state().encode())
                        .isEqualTo(undisturbed.state().encode());
                assertThat(second.end()).isEqualTo(undisturbed.end());
                assertThat(second.state().encode())
                        .isEqualTo(undisturbed.state().encode());
            }
        }
    }

    @Test
    void shouldEndEarlyWithTheWeightsOfTheBestEpoch() {
        RunDescription run = Runs.described(EarlyStopping.of(1).withRestoredWeights());
        try (var training = Training.start(run).begin(1)) {
            List<byte[]> weights = new ArrayList<>();
            for (int epoch = 0; !training.finished(); epoch++) {
                training.train(inEpoch(epoch), epoch + 1);
                assertThat(training.awaitsValidation()).isTrue();
                weights.add(weights(training));
                training.endEpoch(Map.of("loss", 1.0 + epoch));
            }
            assertThat(training.stopped()).isTrue();
            assertThat(training.end())
                    .containsExactly(
                            "Epoch 2: early stopping", "Restoring model weights from the end of the best epoch: 1.");
            assertThat(weights).hasSize(2);
            assertThat(weights(training)).isEqualTo(weights.getFirst());
        }
    }

    private static BatchMessage inEpoch(int epoch) {
        BatchMessage batch = Runs.batch(0);
        return new BatchMessage(batch.runId(), batch.split(), epoch, 0, batch.inputs(), batch.targets(), batch.scale());
    }

    private static byte[] weights(Training training) {
        return Safetensors.encode(ModelTensors.writeWeights(training.state().trained()));
    }

    @Test
    void shouldSayWhichStepsLossIsNotFinite() {
        var diverging = Runs.described(new SGD(1e30, 0, false), Activation.LINEAR, new MeanSquaredError());
        var run = new RunDescription(
                Runs.RUN,
                diverging.model(),
                diverging.compile(),
                diverging.fit().withCallbacks(new TerminateOnNaN()));
        try (var training = Training.start(run).begin(1000)) {
            assertThatThrownBy(() -> {
                        for (int step = 0; step < 10; step++) {
                            training.train(renamed(step), step + 1);
                        }
                    })
                    .isInstanceOf(TrainingException.class)
                    .hasMessageMatching(
                            "Training diverged after step \\d: Batch \\d: Invalid loss, terminating training\\."
                                    + " Try a smaller learning_rate\\.");
        }
    }
}
