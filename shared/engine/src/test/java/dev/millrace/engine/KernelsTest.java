package dev.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.nn.Activation;
import dev.millrace.nn.DType;
import dev.millrace.nn.Dense;
import dev.millrace.nn.Initializer;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KernelsTest {
    private static final Map<String, Loss> LOSSES = Map.ofEntries(
            Map.entry("cce", new Loss.CategoricalCrossentropy()),
            Map.entry("cce_logits", new Loss.CategoricalCrossentropy(true, 0)),
            Map.entry("cce_smooth", new Loss.CategoricalCrossentropy(false, 0.1)),
            Map.entry("scce", new Loss.SparseCategoricalCrossentropy()),
            Map.entry("scce_logits", new Loss.SparseCategoricalCrossentropy(true)),
            Map.entry("bce", new Loss.BinaryCrossentropy()),
            Map.entry("bce_logits", new Loss.BinaryCrossentropy(true, 0)),
            Map.entry("bce_smooth", new Loss.BinaryCrossentropy(false, 0.2)),
            Map.entry("mse", new Loss.MeanSquaredError()),
            Map.entry("mae", new Loss.MeanAbsoluteError()),
            Map.entry("huber", new Loss.Huber()));

    /// What the losses of three rows count in the file.
    private static final float[] SAMPLE_WEIGHTS = {1, 0.5f, 2};

    private static final Map<String, Metric> METRICS = Map.of(
            "categorical_accuracy", new Metric.CategoricalAccuracy(),
            "sparse_categorical_accuracy", new Metric.SparseCategoricalAccuracy(),
            "binary_accuracy", new Metric.BinaryAccuracy(),
            "mae", new Metric.MeanAbsoluteError(),
            "mse", new Metric.MeanSquaredError(),
            "rmse", new Metric.RootMeanSquaredError(),
            "r2", new Metric.R2Score());

    private static final Map<String, Optimizer> OPTIMIZERS = Map.ofEntries(
            Map.entry("SGD", new Optimizer.SGD()),
            Map.entry("SGD_mom", new Optimizer.SGD(0.01, 0.9, false)),
            Map.entry("SGD_nesterov", new Optimizer.SGD(0.01, 0.9, true)),
            Map.entry("RMSprop", new Optimizer.RMSprop()),
            Map.entry("RMSprop_mom_centered", new Optimizer.RMSprop(0.001, 0.9, 0.9, 1e-7, true)),
            Map.entry("Adam", new Optimizer.Adam()),
            Map.entry("Adam_amsgrad", new Optimizer.Adam(0.001, 0.9, 0.999, 1e-7, true)),
            Map.entry("Adagrad", new Optimizer.Adagrad()),
            Map.entry("Adadelta", new Optimizer.Adadelta()),
            Map.entry("Adamax", new Optimizer.Adamax()),
            Map.entry("Nadam", new Optimizer.Nadam()));

    private static <T> Stream<Arguments> each(Iterable<T> values) {
        return Golden.KERNEL_SETS.stream().flatMap(set -> {
            List<Arguments> arguments = new ArrayList<>();
            values.forEach(value -> arguments.add(Arguments.of(set, value)));
            return arguments.stream();
        });
    }

    static Stream<Arguments> activations() {
        return each(List.of(Activation.values()));
    }

    static Stream<Arguments> losses() {
        return each(LOSSES.keySet());
    }

    static Stream<Arguments> metrics() {
        return each(METRICS.keySet());
    }

    static Stream<Arguments> optimizers() {
        return each(OPTIMIZERS.keySet());
    }

    @ParameterizedTest
    @MethodSource("activations")
    void shouldActivateAsKerasDoes(KernelSet set, Activation activation) {
        JsonNode golden = Golden.ROOT.get("activations");
        // linear has no row in the file: it is the identity
        JsonNode expected = activation == Activation.LINEAR ? golden.get("x") : golden.get(activation.kerasName());
        try (Kernels kernels = set.open()) {
            Matrix x = Golden.matrix(kernels, 1, Golden.floats(golden.get("x")));
            Matrix y = Golden.matrix(kernels, 1, new float[x.columns()]);
            kernels.activation(activation, x, y).run();
            Golden.assertClose(Golden.download(y.buffer()), Golden.floats(expected), 3e-7);
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void shouldLoseAsKerasDoes(KernelSet set, String name) {
        JsonNode golden = Golden.ROOT.get("losses").get(name);
        float[] each = losses(set, name, golden);
        Golden.assertClose(each, Golden.floats(golden.get("none")), 5e-7);
        assertThat(mean(each)).isCloseTo(golden.get("sum_over_batch_size").asDouble(), within(5e-6));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void shouldWeighLossesAsKerasDoes(KernelSet set, String name) {
        JsonNode golden = Golden.ROOT.get("losses").get(name);
        float[] each = losses(set, name, golden, SAMPLE_WEIGHTS);
        assertThat(mean(each)).isCloseTo(golden.get("sobs_sample_weight").asDouble(), within(1e-5));
    }

    private static float[] losses(KernelSet set, String name, JsonNode golden, float... weights) {
        try (Kernels kernels = set.open()) {
            Matrix predictions = Golden.matrix(kernels, golden.get("y_pred"));
            Matrix targets = targets(kernels, golden.get("y_true"), predictions);
            Buffer losses = kernels.allocate(predictions.rows());
            Buffer factors = weights.length == 0 ? null : Golden.buffer(kernels, weights);
            kernels.loss(loss(name), false, predictions, targets, factors, losses, null)
                    .run();
            return Golden.download(losses);
        }
    }

    private static double mean(float... values) {
        double mean = 0;
        for (float one : values) {
            mean += one / values.length;
        }
        return mean;
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void shouldMeasureAsKerasDoes(KernelSet set, String name) {
        JsonNode golden = Golden.ROOT.get("metrics").get(name);
        Metric metric = Objects.requireNonNull(METRICS.get(name));
        var sums = ScoreSums.of(metric, golden.get("batch1").get(1).get(0).size());
        assertThat(sums.result()).as("of nothing").isZero();
        try (Kernels kernels = set.open()) {
            for (String batch : List.of("batch1", "batch2")) {
                Matrix predictions = Golden.matrix(kernels, golden.get(batch).get(1));
                Matrix targets = targets(kernels, golden.get(batch).get(0), predictions);
                measure(kernels, metric, predictions, targets, sums);
            }
        }
        assertThat(sums.result()).isCloseTo(golden.get("result").asDouble(), within(1e-6));
    }

    private static void measure(
            Kernels kernels, Metric metric, Matrix predictions, Matrix targets, ScoreSums sums, float... weights) {
        Buffer values = kernels.allocate(predictions.rows() * sums.width());
        kernels.metric(metric, predictions, targets, values).run();
        sums.add(
                FloatBuffer.wrap(Golden.download(values)),
                0,
                predictions.rows(),
                weights.length == 0 ? null : FloatBuffer.wrap(weights));
    }

    static Stream<Arguments> regressionMetrics() {
        return each(List.of(
                new Metric.MeanAbsoluteError(),
                new Metric.MeanSquaredError(),
                new Metric.RootMeanSquaredError(),
                new Metric.R2Score()));
    }

    @ParameterizedTest
    @MethodSource("regressionMetrics")
    void shouldMeasureWithWeightsAndWithoutAsKerasDoes(KernelSet set, Metric metric) {
        JsonNode golden = Golden.WEIGHTED.get("metrics");
        var plain = ScoreSums.of(metric, 2);
        var weighted = ScoreSums.of(metric, 2);
        try (Kernels kernels = set.open()) {
            for (JsonNode batch : golden.get("batches")) {
                Matrix predictions = Golden.matrix(kernels, batch.get("y_pred"));
                Matrix targets = Golden.matrix(kernels, batch.get("y_true"));
                measure(kernels, metric, predictions, targets, plain);
                measure(kernels, metric, predictions, targets, weighted, Golden.floats(batch.get("weights")));
            }
        }
        JsonNode expected = golden.get("results").get(metric.kerasName());
        // Keras sums squares of numbers near 100 in float32
        double tolerance = metric instanceof Metric.R2Score ? 2e-4 : 1e-6;
        assertThat(plain.result()).isCloseTo(expected.get("plain").asDouble(), within(tolerance));
        assertThat(weighted.result()).isCloseTo(expected.get("weighted").asDouble(), within(tolerance));
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void shouldUpdateAsKerasDoes(KernelSet set, String name) {
        JsonNode golden = Golden.ROOT.get("optimizers");
        Optimizer optimizer = Objects.requireNonNull(OPTIMIZERS.get(name));
        var model = Sequential.of(
                Shape.of(1), new Dense("w", 4, Activation.LINEAR, false, Initializer.ZEROS, Initializer.ZEROS));
        try (Kernels kernels = set.open()) {
            var parameters = new Parameters(kernels, model);
            var variables = new OptimizerVariables(kernels, model, parameters.layout(), optimizer);
            Buffer weights =
                    parameters.slice(parameters.weights(), model.weights().getFirst());
            Buffer gradients =
                    parameters.slice(variables.gradients(), model.weights().getFirst());
            weights.upload(FloatBuffer.wrap(Golden.floats(golden.get("w0"))));
            Op update = variables.update(kernels, optimizer, parameters.weights());
            JsonNode expected = golden.get("runs").get(name).get("w_after_each_step");
            for (int step = 0; step < expected.size(); step++) {
                gradients.upload(
                        FloatBuffer.wrap(Golden.floats(golden.get("grads").get(step))));
                variables.advance(optimizer);
                update.run();
                Golden.assertClose(Golden.download(weights), Golden.floats(expected.get(step)), 3e-7);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void shouldStageEveryTypeOfValue(KernelSet set) {
        try (Kernels kernels = set.open()) {
            Buffer to = kernels.allocate(3);
            Stage values = kernels.stage(to);
            values.load(new Tensor(DType.U8, Shape.of(), ByteBuffer.wrap(new byte[] {0, 1, (byte) 255}), 0.5f));
            assertThat(Golden.download(to)).containsExactly(0, 0.5f, 127.5f);
            values.load(new Tensor(DType.I32, Shape.of(), littleEndian(-1, 0, 70_000), 2));
            assertThat(Golden.download(to)).containsExactly(-2, 0, 140_000);
            values.load(new Tensor(DType.F32, Shape.of(), floats(1, -0.5f, 3), 2));
            assertThat(Golden.download(to)).containsExactly(2, -1, 6);
            Matrix oneHot = new Matrix(kernels.allocate(6), 2, 3);
            Stage stage = kernels.oneHot(oneHot);
            stage.load(Tensor.ofClasses(0, 1));
            stage.load(Tensor.ofClasses(2, 1));
            assertThat(Golden.download(oneHot.buffer())).containsExactly(0, 0, 1, 0, 1, 0);
        }
    }

    /// More values than one thread takes at once, of rows in any order, some of them twice.
    @ParameterizedTest
    @MethodSource("sets")
    void shouldStageExamplesWhereverTheyLie(KernelSet set) {
        int width = 700;
        int examples = 63_000 / width;
        int[] order = new Random(2).ints(40, 0, examples).toArray();
        try (Kernels kernels = set.open()) {
            for (DType dtype : DType.values()) {
                int[] stored = new Random(1).ints(63_000, 0, 256).toArray();
                var all = new Tensor(dtype, Shape.of(width), stored(dtype, stored), 0.25f);
                Buffer to = kernels.allocate(30 * width);
                Stage stage = kernels.stage(to);

                stage.load(all.slice(50, 80));
                assertThat(Golden.download(to)).containsExactly(quarters(stored, width, IntStream.range(50, 80)));

                stage.load(all.pick(order, 5, 35));
                assertThat(Golden.download(to)).containsExactly(quarters(stored, width, Arrays.stream(order, 5, 35)));
            }
        }
    }

    private static float[] quarters(int[] stored, int width, IntStream examples) {
        int[] values = examples.flatMap(e -> Arrays.stream(stored, e * width, (e + 1) * width))
                .toArray();
        float[] quarters = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            quarters[i] = values[i] * 0.25f;
        }
        return quarters;
    }

    private static ByteBuffer stored(DType dtype, int... values) {
        return switch (dtype) {
            case U8 -> {
                ByteBuffer bytes = ByteBuffer.allocate(values.length);
                Arrays.stream(values).forEach(value -> bytes.put((byte) value));
                yield bytes.flip();
            }
            case I32 -> littleEndian(values);
            case F32 ->
                littleEndian(Arrays.stream(values).map(Float::floatToIntBits).toArray());
        };
    }

    private static ByteBuffer floats(float... values) {
        return littleEndian(IntStream.range(0, values.length)
                .map(i -> Float.floatToIntBits(values[i]))
                .toArray());
    }

    private static ByteBuffer littleEndian(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(values).forEach(bytes::putInt);
        return bytes.flip();
    }

    static Stream<KernelSet> sets() {
        return Golden.KERNEL_SETS.stream();
    }

    private static Loss loss(String name) {
        return Objects.requireNonNull(LOSSES.get(name));
    }

    /// Class numbers, where the file has them, become one-hot as a program would stage them.
    private static Matrix targets(Kernels kernels, JsonNode golden, Matrix like) {
        float[] values = Golden.floats(golden);
        if (values.length == like.buffer().size()) {
            return Golden.matrix(kernels, like.rows(), values);
        }
        Matrix targets = new Matrix(kernels.allocate(like.buffer().size()), like.rows(), like.columns());
        int[] classes = new int[values.length];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = (int) values[i];
        }
        kernels.oneHot(targets).load(Tensor.ofClasses(classes));
        return targets;
    }
}
