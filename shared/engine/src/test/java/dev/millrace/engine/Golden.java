package dev.millrace.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.engine.cuda.StandInGpu;
import dev.millrace.engine.data.Tensor;
import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.engine.kernel.Kernels;
import dev.millrace.engine.kernel.Matrix;
import dev.millrace.nn.Schedule;
import dev.millrace.nn.Shape;
import dev.millrace.nn.schedule.CosineDecay;
import dev.millrace.nn.schedule.CosineDecayRestarts;
import dev.millrace.nn.schedule.ExponentialDecay;
import dev.millrace.nn.schedule.InverseTimeDecay;
import dev.millrace.nn.schedule.PiecewiseConstantDecay;
import dev.millrace.nn.schedule.PolynomialDecay;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.assertj.core.data.Offset;

/// Values that Keras computed (`golden.json` and others, made by the scripts
/// beside them), and how to hold results against them.
public final class Golden {
    public static final JsonNode ROOT = read("/golden.json");

    /// Regressions, sample weights and class weights.
    public static final JsonNode WEIGHTED = read("/weighted.json");

    /// Networks with layers that rescale.
    public static final JsonNode RESCALING = read("/rescaling.json");

    /// Layers, initializers, and a convolutional network.
    public static final JsonNode LAYERS = read("/golden_layers.json");

    /// Networks with layers whose outputs add to the loss, or whose weights are kept to something.
    static final JsonNode LAYER_OPTIONS = read("/layer_options.json");

    /// Optimizers with options and schedules.
    static final JsonNode OPTIMIZERS = read("/optimizers.json");

    /// The schedules of the file.
    static final Map<String, Schedule> SCHEDULES = Map.of(
            "exponential", new ExponentialDecay(0.1, 10, 0.5, false),
            "exponential_staircase", new ExponentialDecay(0.1, 10, 0.5, true),
            "piecewise", new PiecewiseConstantDecay(List.of(5, 15), List.of(1.0, 0.5, 0.1)),
            "polynomial", new PolynomialDecay(0.1, 20, 0.01, 2, false),
            "polynomial_cycle", new PolynomialDecay(0.1, 20, 0.01, 1, true),
            "inverse_time", new InverseTimeDecay(0.1, 10, 0.5, false),
            "cosine", new CosineDecay(0.1, 20, 0.1, Optional.empty(), 0),
            "cosine_warmup", new CosineDecay(0, 20, 0, Optional.of(0.1), 5),
            "cosine_restarts", new CosineDecayRestarts(0.1, 10, 2, 1, 0));

    /// Losses and their gradients.
    public static final JsonNode LOSSES = read("/losses.json");

    /// Metrics over several mini-batches.
    public static final JsonNode METRICS = read("/metrics.json");

    /// Every kernel set there is: a new one joins all tests here.
    public static final List<KernelSet> KERNEL_SETS = Stream.concat(
                    Stream.of(KernelSets.nd4j(), KernelSets.vector()), StandInGpu.kernelSet().stream())
            .toList();

    private Golden() {}

    private static JsonNode read(String file) {
        try (InputStream json = Objects.requireNonNull(Golden.class.getResourceAsStream(file))) {
            return new ObjectMapper().readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// All numbers below the node, in order.
    public static float[] floats(JsonNode node) {
        FloatBuffer values = FloatBuffer.allocate(100_000);
        collect(node, values);
        float[] floats = new float[values.position()];
        values.flip().get(floats);
        return floats;
    }

    private static void collect(JsonNode node, FloatBuffer values) {
        if (node.isArray()) {
            node.forEach(child -> collect(child, values));
        } else {
            values.put((float) node.asDouble());
        }
    }

    /// The numbers of each element of the node.
    static List<float[]> rows(JsonNode node) {
        return node.valueStream().map(Golden::floats).toList();
    }

    /// A matrix of the node's numbers, one row per element of the node.
    public static Matrix matrix(Kernels kernels, JsonNode node) {
        return matrix(kernels, node.size(), floats(node));
    }

    public static Matrix matrix(Kernels kernels, int rows, float... values) {
        return new Matrix(buffer(kernels, values), rows, values.length / rows);
    }

    public static Buffer buffer(Kernels kernels, float... values) {
        Buffer buffer = kernels.allocate(values.length);
        buffer.upload(FloatBuffer.wrap(values));
        return buffer;
    }

    public static float[] download(Buffer buffer) {
        FloatBuffer values = FloatBuffer.allocate(buffer.size());
        buffer.download(values);
        return values.array();
    }

    /// Class numbers, where the file has them, become one-hot as a program would stage them.
    public static Matrix targets(Kernels kernels, JsonNode golden, Matrix like) {
        float[] values = floats(golden);
        if (values.length == like.buffer().size()) {
            return matrix(kernels, like.rows(), values);
        }
        Matrix targets = new Matrix(kernels.allocate(like.buffer().size()), like.rows(), like.columns());
        int[] classes = new int[values.length];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = (int) values[i];
        }
        kernels.oneHot(targets).load(Tensor.ofClasses(classes));
        return targets;
    }

    public static Tensor tensor(JsonNode rows) {
        int columns = floats(rows.get(0)).length;
        return Tensor.of(Shape.of(columns), floats(rows));
    }

    /// Fails unless each value is within `tolerance`, relative to values above 1 and absolute below.
    public static void assertClose(float[] actual, float[] expected, double tolerance) {
        Assertions.assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            Assertions.assertThat((double) actual[i])
                    .as("value %d", i)
                    .isCloseTo((double) expected[i], Offset.offset(tolerance * Math.max(1, Math.abs(expected[i]))));
        }
    }
}
