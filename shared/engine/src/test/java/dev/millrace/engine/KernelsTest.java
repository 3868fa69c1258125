package dev.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.engine.data.Tensor;
import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.engine.kernel.Kernels;
import dev.millrace.engine.kernel.Matrix;
import dev.millrace.engine.kernel.Stage;
import dev.millrace.engine.score.PairSums;
import dev.millrace.engine.score.ScoreSums;
import dev.millrace.nn.DType;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Shape;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.metric.R2Score;
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
    private static final Map<String, Metric> METRICS = Map.of(
            "categorical_accuracy", Metrics.of("categorical_accuracy"),
            "sparse_categorical_accuracy", Metrics.of("sparse_categorical_accuracy"),
            "binary_accuracy", Metrics.of("binary_accuracy"),
            "mae", Metrics.of("mean_absolute_error"),
            "mse", Metrics.of("mean_squared_error"),
            "rmse", Metrics.of("root_mean_squared_error"),
            "r2", Metrics.of("r2_score"));

    private static <T> Stream<Arguments> each(Iterable<T> values) {
        return Golden.KERNEL_SETS.stream().flatMap(set -> {
            List<Arguments> arguments = new ArrayList<>();
            values.forEach(value -> arguments.add(Arguments.of(set, value)));
            return arguments.stream();
        });
    }

    static Stream<Arguments> metrics() {
        return each(METRICS.keySet());
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
                Matrix targets = Golden.targets(kernels, golden.get(batch).get(0), predictions);
                measure(kernels, metric, predictions, targets, sums);
            }
        }
        assertThat(sums.result()).isCloseTo(golden.get("result").asDouble(), within(1e-6));
    }

    private static void measure(
            Kernels kernels, Metric metric, Matrix predictions, Matrix targets, ScoreSums sums, float... weights) {
        boolean pairs = sums instanceof PairSums;
        Buffer values = kernels.allocate(pairs ? 2 * predictions.buffer().size() : predictions.rows());
        (pairs ? kernels.pairs(predictions, targets, values) : kernels.metric(metric, predictions, targets, values))
                .run();
        sums.add(
                FloatBuffer.wrap(Golden.download(values)),
                0,
                predictions.rows(),
                weights.length == 0 ? null : FloatBuffer.wrap(weights));
    }

    static Stream<Arguments> regressionMetrics() {
        return each(List.of(
                Metrics.of("mean_absolute_error"),
                Metrics.of("mean_squared_error"),
                Metrics.of("root_mean_squared_error"),
                Metrics.of("r2_score")));
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
        double tolerance = metric instanceof R2Score ? 2e-4 : 1e-6;
        assertThat(plain.result()).isCloseTo(expected.get("plain").asDouble(), within(tolerance));
        assertThat(weighted.result()).isCloseTo(expected.get("weighted").asDouble(), within(tolerance));
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
}
