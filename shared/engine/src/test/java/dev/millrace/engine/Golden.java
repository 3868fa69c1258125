package dev.millrace.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.nn.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.Assertions;
import org.assertj.core.data.Offset;

/// Values that Keras computed (`golden.json`, `weighted.json` and `rescaling.json`, made by the scripts beside them),
/// and how to hold results against them.
final class Golden {
    static final JsonNode ROOT = read("/golden.json");

    /// Regressions, sample weights and class weights.
    static final JsonNode WEIGHTED = read("/weighted.json");

    /// Networks with layers that rescale.
    static final JsonNode RESCALING = read("/rescaling.json");

    /// Every kernel set there is: a new one joins all tests here.
    static final List<KernelSet> KERNEL_SETS = List.of(KernelSet.nd4j(), KernelSet.vector());

    private Golden() {}

    private static JsonNode read(String file) {
        try (InputStream json = Objects.requireNonNull(Golden.class.getResourceAsStream(file))) {
            return new ObjectMapper().readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// All numbers below the node, in order.
    static float[] floats(JsonNode node) {
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

    /// A matrix of the node's numbers, one row per element of the node.
    static Matrix matrix(Kernels kernels, JsonNode node) {
        return matrix(kernels, node.size(), floats(node));
    }

    static Matrix matrix(Kernels kernels, int rows, float... values) {
        return new Matrix(buffer(kernels, values), rows, values.length / rows);
    }

    static Buffer buffer(Kernels kernels, float... values) {
        Buffer buffer = kernels.allocate(values.length);
        buffer.upload(FloatBuffer.wrap(values));
        return buffer;
    }

    static float[] download(Buffer buffer) {
        FloatBuffer values = FloatBuffer.allocate(buffer.size());
        buffer.download(values);
        return values.array();
    }

    static Tensor tensor(JsonNode rows) {
        int columns = floats(rows.get(0)).length;
        return Tensor.of(Shape.of(columns), floats(rows));
    }

    /// Fails unless each value is within `tolerance`, relative to values above 1 and absolute below.
    static void assertClose(float[] actual, float[] expected, double tolerance) {
        Assertions.assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            Assertions.assertThat((double) actual[i])
                    .as("value %d", i)
                    .isCloseTo((double) expected[i], Offset.offset(tolerance * Math.max(1, Math.abs(expected[i]))));
        }
    }
}
