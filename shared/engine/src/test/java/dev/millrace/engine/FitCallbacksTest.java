package dev.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.engine.callback.KeepBest;
import dev.millrace.engine.callback.ScheduleLearningRate;
import dev.millrace.engine.data.Samples;
import dev.millrace.engine.fit.Callback;
import dev.millrace.engine.fit.Fitting;
import dev.millrace.engine.fit.Logs;
import dev.millrace.nn.Activation;
import dev.millrace.nn.CallbackSpec;
import dev.millrace.nn.Compile;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.Variable;
import dev.millrace.nn.callback.CSVLogger;
import dev.millrace.nn.callback.EarlyStopping;
import dev.millrace.nn.callback.LearningRateScheduler;
import dev.millrace.nn.callback.Mode;
import dev.millrace.nn.callback.ModelCheckpoint;
import dev.millrace.nn.callback.Monitor;
import dev.millrace.nn.callback.ReduceLROnPlateau;
import dev.millrace.nn.callback.TerminateOnNaN;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.loss.MeanSquaredError;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.SGD;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class FitCallbacksTest {
    private static final int SAMPLES = 60;
    private static final Sequential SEQUENTIAL = Sequential.of(Shape.of(3), Dense.of(16, Activation.TANH), Dense.of(1));

    /// 48 examples to train and 12 to validate with: 6 steps of 8.
    private static final Fit FIT =
            new Fit().withBatchSize(8).withValidationSplit(0.2).withSeed(5);

    private final Samples samples = samples();

    @TempDir
    private Path folder;

    /// Noise, so that what is learned by heart makes the validation worse.
    private static Samples samples() {
        var random = new Random(7);
        float[] x = new float[SAMPLES * 3];
        float[] y = new float[SAMPLES];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < y.length; i++) {
            y[i] = (float) (x[3 * i] + random.nextGaussian());
        }
        INDArray targets = Nd4j.createFromArray(y).reshape('c', SAMPLES, 1);
        return Samples.of(Nd4j.createFromArray(x).reshape('c', SAMPLES, 3), targets);
    }

    private static Model model(double learningRate) {
        return Model.compile(
                SEQUENTIAL,
                new Compile(new SGD(learningRate, 0.9, false), new MeanSquaredError(), Metrics.of("mae")),
                3);
    }

    private static List<float[]> weights(Model model) {
        return model.trained().weights().stream().map(Variable::toArray).toList();
    }

    @Test
    void shouldStopEarlyWithTheWeightsOfTheBestEpoch() {
        try (Model model = model(0.05)) {
            Fit fit = FIT.withEpochs(200).withCallbacks(EarlyStopping.of(3).withRestoredWeights());
            History history = model.fit(samples, fit);
            List<Double> losses = history.of("val_loss");
            int best = losses.indexOf(Collections.min(losses));
            assertThat(losses).hasSize(best + 4).hasSizeLessThan(200);
            assertThat(evaluated(model, 48)).isEqualTo(losses.get(best));
        }
    }

    private double evaluated(Model model, int from) {
        var rows = NDArrayIndex.interval(from, SAMPLES);
        var all = NDArrayIndex.all();
        Map<String, Double> scores = model.evaluate(
                samples.x().get(rows, all).dup(), samples.y().get(rows, all).dup(), 8);
        return scores.getOrDefault("loss", Double.NaN);
    }

    @Test
    void shouldGoOnAtAnInitialEpochAsIfItHadNotStopped() {
        try (Model whole = model(0.05);
                Model parts = model(0.05)) {
            whole.fit(samples, FIT.withEpochs(4));
            parts.fit(samples, FIT.withEpochs(2));
            History second = parts.fit(samples, FIT.withEpochs(4).withInitialEpoch(2));
            assertThat(second.epoch()).containsExactly(2, 3);
            assertThat(weights(parts)).usingRecursiveComparison().isEqualTo(weights(whole));
        }
    }

    @Test
    void shouldGoOnInTheSameOrderAcrossEpochsOfFewerSteps() {
        try (Model whole = model(0.05);
                Model parts = model(0.05)) {
            whole.fit(samples, FIT.withEpochs(2));
            History history = parts.fit(samples, FIT.withEpochs(3).withStepsPerEpoch(4));
            assertThat(history.epoch()).containsExactly(0, 1, 2);
            assertThat(weights(parts)).usingRecursiveComparison().isEqualTo(weights(whole));
        }
    }

    @Test
    void shouldValidateEveryOtherEpoch() {
        try (Model model = model(0.05)) {
            History history =
                    model.fit(samples, FIT.withEpochs(5).withInitialEpoch(2).withValidationFreq(2));
            assertThat(history.of("loss")).hasSize(3);
            assertThat(history.of("val_loss")).hasSize(1);
        }
    }

    @Test
    void shouldCallOnesOwnAtKerasHooks() {
        List<String> said = new ArrayList<>();
        Callback own = new Callback() {
            @Override
            public void onTrainBegin(Fitting fitting) {
                said.add("train begin");
            }

            @Override
            public void onTrainEnd(Fitting fitting) {
                said.add("train end " + fitting.step());
            }

            @Override
            public void onEpochBegin(Fitting fitting, int epoch) {
                said.add("epoch begin " + epoch);
            }

            @Override
            public void onEpochEnd(Fitting fitting, int epoch, Logs logs) {
                said.add("epoch end " + epoch + " " + logs.values().keySet());
            }

            @Override
            public void onTrainBatchBegin(Fitting fitting, int step) {
                said.add("batch begin " + step);
            }

            @Override
            public void onTrainBatchEnd(Fitting fitting, int step, Logs logs) {
                said.add("batch end " + step);
                if (fitting.step() == 3) {
                    fitting.stopTraining();
                }
            }

            @Override
            public void onTestBegin(Fitting fitting) {
                said.add("test begin");
            }

            @Override
            public void onTestEnd(Fitting fitting, Logs logs) {
                said.add("test end " + logs.values().keySet());
            }
        };
        try (Model model = model(0.05)) {
            model.fit(samples, FIT.withEpochs(9).withStepsPerEpoch(2), own);
        }
        assertThat(said)
                .containsExactly(
                        "train begin",
                        "epoch begin 0",
                        "batch begin 0",
                        "batch end 0",
                        "batch begin 1",
                        "batch end 1",
                        "test begin",
                        "test end [loss, mae]",
                        "epoch end 0 [loss, mae, val_loss, val_mae]",
                        "epoch begin 1",
                        "batch begin 0",
                        "batch end 0",
                        "test begin",
                        "test end [loss, mae]",
                        "epoch end 1 [loss, mae, val_loss, val_mae]",
                        "train end 3");
    }

    @Test
    void shouldScheduleTheLearningRateByATableAFactorAndAFunction() {
        assertThat(rates(LearningRateScheduler.of(Map.of(1, 0.02, 3, 0.01)))).containsExactly(0.05, 0.02, 0.02, 0.01);
        assertThat(rates(LearningRateScheduler.of(0.5))).containsExactly(0.05, 0.025, 0.0125, 0.00625);
        try (Model model = model(0.05)) {
            History history =
                    model.fit(samples, FIT.withEpochs(2), new ScheduleLearningRate((epoch, rate) -> rate + epoch));
            assertThat(history.of("learning_rate")).containsExactly(0.05, 1.05);
        }
    }

    private List<Double> rates(CallbackSpec callback) {
        try (Model model = model(0.05)) {
            return model.fit(samples, FIT.withEpochs(4).withCallbacks(callback)).of("learning_rate");
        }
    }

    @Test
    void shouldHandOverTheBestModel() {
        List<TrainedModel> kept = new ArrayList<>();
        try (Model model = model(0.05)) {
            List<Double> losses = model.fit(
                            samples, FIT.withEpochs(60), new KeepBest(ModelCheckpoint.of("val_loss"), kept::add))
                    .of("val_loss");
            try (Model best = Model.of(kept.getLast())) {
                assertThat(evaluated(best, 48)).isEqualTo(Collections.min(losses));
            }
        }
    }

    @Test
    void shouldEndOnALossThatIsNotFinite() {
        try (Model model = model(1e18)) {
            History history = model.fit(samples, FIT.withEpochs(5).withCallbacks(new TerminateOnNaN()));
            assertThat(history.epoch()).containsExactly(0);
        }
        try (Model model = model(1e18)) {
            assertThatThrownBy(() -> model.fit(samples, FIT.withCallbacks(new TerminateOnNaN(true))))
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessageContaining("Terminating training immediately.");
        }
    }

    @Test
    void shouldWriteARowForEachEpoch() throws IOException {
        Path file = folder.resolve("log.csv");
        try (Model model = model(0.05)) {
            History history = model.fit(
                    samples, FIT.withEpochs(2).withValidationFreq(2).withCallbacks(CSVLogger.of(file.toString())));
            List<Double> losses = history.of("loss");
            List<Double> errors = history.of("mae");
            assertThat(Files.readString(file))
                    .isEqualTo("epoch,loss,mae,val_loss,val_mae\r\n0," + losses.get(0) + "," + errors.get(0)
                            + ",NA,NA\r\n1," + losses.get(1) + "," + errors.get(1) + ","
                            + history.of("val_loss").getFirst() + ","
                            + history.of("val_mae").getFirst() + "\r\n");
            model.fit(samples, FIT.withCallbacks(new CSVLogger(file.toString(), ",", true)));
            assertThat(Files.readAllLines(file)).hasSize(4);
        }
    }

    @Test
    void shouldRefuseWhatCannotBeWatched() {
        refused(FIT.withCallbacks(EarlyStopping.of(1)).withValidationSplit(0), "but nothing is validated");
        refused(
                FIT.withCallbacks(ReduceLROnPlateau.of(1).withMonitor(new Monitor("val_accuracy", Mode.AUTO, 0))),
                "Unknown score to be monitored by ReduceLROnPlateau: 'val_accuracy'");
        refused(FIT.withCallbacks(ModelCheckpoint.of("val_loss")), "new KeepBest(");
    }

    private void refused(Fit fit, String message) {
        try (Model model = model(0.05)) {
            assertThatThrownBy(() -> model.fit(samples, fit, Optional.empty(), List.of()))
                    .isInstanceOf(DescriptionException.class)
                    .hasMessageContaining(message);
        }
    }
}
