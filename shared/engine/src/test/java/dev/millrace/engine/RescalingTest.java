package dev.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.engine.data.Batch;
import dev.millrace.engine.data.Tensor;
import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.engine.kernel.Kernels;
import dev.millrace.engine.kernel.Matrix;
import dev.millrace.engine.score.MetricAccumulators;
import dev.millrace.engine.vector.VectorKernelSet;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.Variable;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.layer.Dropout;
import dev.millrace.nn.layer.Rescaling;
import dev.millrace.nn.loss.BinaryCrossentropy;
import dev.millrace.nn.loss.CategoricalCrossentropy;
import dev.millrace.nn.loss.Huber;
import dev.millrace.nn.loss.MeanAbsoluteError;
import dev.millrace.nn.loss.MeanSquaredError;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.Adam;
import dev.millrace.nn.optimizer.SGD;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.factory.Nd4j;

final class RescalingTest {
    static final List<KernelSet> SETS = Golden.KERNEL_SETS;

    private static final int BATCH_SIZE = 16;
    private static final int SAMPLES = 50;

    /// Those of `make_rescaling.py`.
    private static final Map<String, List<Layer>> LAYERS = Map.of(
            "units_of_the_target", List.of(tanh(8), Dense.of(1), Rescaling.of(100_000, 200_000)),
            "of_each_target", List.of(tanh(8), Dense.of(2), Rescaling.of(List.of(2.0, 30.0), List.of(-1.0, 50.0))),
            "pixels", List.of(Rescaling.of(1 / 255.0), Dense.of(8, Activation.RELU), Dense.of(1), Rescaling.of(3)),
            "channels",
                    List.of(
                            Rescaling.of(List.of(1 / 255.0, 1 / 127.5, 0.01), List.of(0.0, -1.0, 0.5)),
                            Dense.of(8, Activation.RELU),
                            Dense.of(1)),
            "between", List.of(tanh(8), Rescaling.of(-2, 0.5), Dense.of(2)),
            "after_softmax",
                    List.of(
                            tanh(8),
                            Dense.of(3, Activation.SOFTMAX),
                            Rescaling.of(List.of(0.5, 0.8, 0.25), List.of(0.1))),
            "after_sigmoid", List.of(tanh(8), Dense.of(1, Activation.SIGMOID), Rescaling.of(0.5, 0.25)));

    private static final Map<String, Loss> LOSSES = Map.of(
            "mean_squared_error", new MeanSquaredError(),
            "mean_absolute_error", new MeanAbsoluteError(),
            "huber", new Huber(),
            "categorical_crossentropy", new CategoricalCrossentropy(),
            "binary_crossentropy", new BinaryCrossentropy());

    private static Dense tanh(int units) {
        return Dense.of(units, Activation.TANH);
    }

    static Stream<Arguments> runs() {
        assertThat(LAYERS).hasSameSizeAs(Golden.RESCALING);
        return SETS.stream().flatMap(set -> LAYERS.keySet().stream().map(name -> Arguments.of(set, name)));
    }

    private static Tensor examples(JsonNode rows, int from, int to) {
        List<Integer> shape = new ArrayList<>();
        for (JsonNode inner = rows.get(0); inner.isArray(); inner = inner.get(0)) {
            shape.add(inner.size());
        }
        return Tensor.of(new Shape(shape), Golden.floats(rows)).slice(from, to);
    }

    @ParameterizedTest
    @MethodSource("runs")
    void shouldTrainAsKerasDoes(KernelSet set, String name) {
        JsonNode run = Golden.RESCALING.get(name);
        Tensor all = examples(run.get("x"), 0, SAMPLES);
        var model = Sequential.of(
                all.shape(), Objects.requireNonNull(LAYERS.get(name)).toArray(Layer[]::new));
        var compile = new Compile(
                new Adam().withLearningRate(0.01),
                Objects.requireNonNull(LOSSES.get(run.get("loss").asText())));
        List<Variable> weights = new ArrayList<>();
        for (int i = 0; i < model.weights().size(); i++) {
            var spec = model.weights().get(i);
            weights.add(new Variable(
                    spec.name(), spec.shape(), Golden.floats(run.get("weights").get(i))));
        }
        JsonNode losses = run.get("history").get("loss");
        try (Network network =
                Network.restore(set, new TrainedModel(model, Optional.of(compile), weights, Optional.empty()))) {
            for (JsonNode loss : losses) {
                var scores = new MetricAccumulators(model, compile);
                // The last fifth is what Keras validated with.
                for (int from = 0; from < 40; from += BATCH_SIZE) {
                    int to = Math.min(40, from + BATCH_SIZE);
                    network.trainStep(
                            new Batch(examples(run.get("x"), from, to), examples(run.get("y"), from, to)), scores);
                }
                assertThat(scores.results().get("loss"))
                        .isCloseTo(loss.asDouble(), within(1e-5 * Math.max(1, loss.asDouble())));
            }
            List<Variable> trained = network.snapshot().weights();
            for (int i = 0; i < trained.size(); i++) {
                Golden.assertClose(
                        trained.get(i).toArray(),
                        Golden.floats(run.get("final_weights").get(i)),
                        1e-5);
            }
            var predictions = FloatBuffer.allocate(SAMPLES * model.outputShape().size());
            network.predict(all, SAMPLES, predictions);
            Golden.assertClose(predictions.array(), Golden.floats(run.get("predictions")), 1e-5);
        }
    }

    @ParameterizedTest
    @FieldSource("SETS")
    void shouldMultiplyAndAddInPlaceToo(KernelSet set) {
        for (int columns : new int[] {1, 3, 16, 19, 300}) {
            int rows = 37;
            var random = new SplittableRandom(columns);
            float[] values = floats(random, rows * columns);
            float[] scale = floats(random, columns);
            float[] offset = floats(random, columns);
            float[] expected = new float[values.length];
            for (int i = 0; i < values.length; i++) {
                expected[i] = values[i] * scale[i % columns] + offset[i % columns];
            }
            try (Kernels kernels = set.open()) {
                Matrix x = Golden.matrix(kernels, rows, values);
                Matrix y = Golden.matrix(kernels, rows, new float[values.length]);
                kernels.rescale(scale, offset, x, y).run();
                assertThat(Golden.download(x.buffer())).containsExactly(values);
                kernels.rescale(scale, offset, x, x).run();
                assertThat(Golden.download(y.buffer())).as(columns + " columns").containsExactly(expected);
                assertThat(Golden.download(x.buffer())).as(columns + " columns").containsExactly(expected);
            }
        }
    }

    private static float[] floats(SplittableRandom random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextDouble(-2, 2);
        }
        return values;
    }

    /// Zeros that stay zeros and zeros that do not, small and large layers, one thread and three.
    @Test
    void shouldAgreeInEveryKernelSet() {
        for (double offset : new double[] {0, 0.25}) {
            var model = Sequential.of(
                    Shape.of(200),
                    Rescaling.of(0.5, offset),
                    Dense.of(150, Activation.RELU),
                    Rescaling.of(2, offset),
                    Dense.of(2),
                    Rescaling.of(List.of(10.0, 0.1), List.of(100.0, -3.0)));
            var compile = new Compile(new SGD(1e-6, 0.9, true), new MeanSquaredError());
            TrainedModel expected = trained(KernelSets.nd4j(), model, compile, 130);
            TrainedModel one = trained(VectorKernelSet.with(1), model, compile, 130);
            for (int v = 0; v < expected.weights().size(); v++) {
                Golden.assertClose(
                        one.weights().get(v).toArray(),
                        expected.weights().get(v).toArray(),
                        1e-4);
            }
            assertThat(NetworkTest.bits(trained(VectorKernelSet.with(3), model, compile, 130)))
                    .isEqualTo(NetworkTest.bits(one));
        }
    }

    private static TrainedModel trained(KernelSet set, Sequential model, Compile compile, int size) {
        try (Network network = Network.create(set, model, compile, 1)) {
            train(network, 0, 5, size);
            return network.snapshot();
        }
    }

    private static void train(Network network, int from, int to, int size) {
        var scores = new MetricAccumulators(network.model(), network.compile());
        int inputs = network.model().inputShape().size();
        for (int step = from; step < to; step++) {
            var random = new SplittableRandom(step);
            float[] x = floats(random, size * inputs);
            for (int i = 0; i < x.length; i++) {
                x[i] = Math.max(0, x[i] - 1);
            }
            network.trainStep(
                    new Batch(Tensor.of(Shape.of(inputs), x), Tensor.of(Shape.of(2), floats(random, size * 2))),
                    scores);
        }
    }

    /// The network that a table gets which comes without one, on prices of 200,000 ± 100,000.
    @Test
    void shouldLearnTargetsInTheirOwnUnits() {
        int samples = 800;
        var random = new SplittableRandom(4);
        float[] x = new float[samples * 5];
        float[] y = new float[samples];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < samples; i++) {
            double score = 0.7 * x[5 * i] - 0.5 * x[5 * i + 1] + 0.4 * Math.abs(x[5 * i + 2]) + 0.3 * x[5 * i + 3];
            y[i] = (float) (200_000 + 100_000 * (score - 0.32) + 5_000 * random.nextGaussian());
        }
        double mean = mean(y);
        float[] squares = new float[samples];
        for (int i = 0; i < samples; i++) {
            squares[i] = (float) Math.pow(y[i] - mean, 2);
        }
        double deviation = Math.sqrt(mean(squares));
        var model = Sequential.of(
                Shape.of(5),
                Dense.of(32, Activation.RELU),
                Dropout.of(0.1),
                Dense.of(16, Activation.RELU),
                Dense.of(1),
                Rescaling.of(deviation, mean));
        var compile = new Compile(
                new Adam(), new MeanSquaredError(), Metrics.of("mean_absolute_error"), Metrics.of("r2_score"));
        var inputs = Nd4j.createFromArray(x).reshape('c', samples, 5);
        var targets = Nd4j.createFromArray(y).reshape('c', samples, 1);
        try (Model network = Model.compile(model, compile)) {
            // 20 epochs of 20 steps; the last fifth is never trained.
            History history = network.fit(
                    inputs, targets, new Fit().withBatchSize(32).withEpochs(20).withValidationSplit(0.2));

            assertThat(history.of("val_r2_score").getLast())
                    .as("%s, %s", history.of("val_r2_score"), history.of("val_mean_absolute_error"))
                    .isGreaterThan(0.9);
        }
    }

    private static double mean(float... values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
