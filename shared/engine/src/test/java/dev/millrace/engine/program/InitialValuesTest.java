package dev.millrace.engine.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.engine.Golden;
import dev.millrace.keras.KerasJson;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Initializer;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Shape;
import dev.millrace.nn.VariableSpec;
import dev.millrace.nn.layer.Dense;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// First values against the statistics of those that Keras draws.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class InitialValuesTest {
    private static final JsonNode GOLDEN = Golden.LAYERS.get("initializers");

    /// Not random, or with settings that Keras's file has no case of; tested below.
    private static final Set<String> OTHERS = Set.of("Zeros", "Ones", "Constant", "Identity", "VarianceScaling");

    static Stream<String> cases() {
        return GOLDEN.properties().stream().map(entry -> entry.getKey());
    }

    @Test
    void shouldLeaveNoInitializerOut() {
        Set<String> covered = new TreeSet<>(OTHERS);
        cases().forEach(name -> covered.add(name.substring(0, name.indexOf(' '))));
        assertThat(covered)
                .containsAll(
                        Initializer.KINDS.kinds().stream().map(Kind::className).toList());
    }

    /// Mean and deviation of 60,000 values or less differ from sample to sample by some thousandths of the deviation.
    @ParameterizedTest
    @MethodSource("cases")
    void shouldDrawAsKerasDoes(String name) {
        JsonNode expected = GOLDEN.get(name);
        Initializer initializer = read(name.substring(0, name.indexOf(' ')));
        float[] values = values(initializer, shape(name));
        double mean = mean(values);
        double deviation = deviation(values);
        double std = expected.get("std").asDouble();
        double error = 4 * std / Math.sqrt(values.length);
        assertThat(mean).isCloseTo(expected.get("mean").asDouble(), within(2 * error));
        assertThat(deviation).isCloseTo(std, within(2 * error));
        // The bounds of uniform and truncated distributions; of others as far as tails of that many values go.
        double tail = name.startsWith("RandomNormal") || name.startsWith("Orthogonal") ? 1.2 * std : 0.02 * std;
        assertThat((double) max(values)).isCloseTo(expected.get("max").asDouble(), within(tail));
    }

    @Test
    void shouldDrawOrthogonalVectors() {
        float[] values = values(new Initializer.Orthogonal(2), Shape.of(30, 20));
        for (int i = 0; i < 20; i++) {
            for (int j = 0; j <= i; j++) {
                double dot = 0;
                for (int row = 0; row < 30; row++) {
                    dot += (double) values[row * 20 + i] * values[row * 20 + j];
                }
                assertThat(dot).isCloseTo(i == j ? 4 : 0, within(1e-5));
            }
        }
    }

    @Test
    void shouldFillTheDiagonal() {
        assertThat(values(new Initializer.Identity(2), Shape.of(2, 3))).containsExactly(2, 0, 0, 0, 2, 0);
        assertThat(values(new Initializer.Identity(-1), Shape.of(3, 2))).containsExactly(-1, 0, 0, -1, 0, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(3)", "(3, 3, 2, 4)"})
    void shouldSayThatTheIdentityIsAMatrix(String shape) {
        assertThatThrownBy(() -> values(new Initializer.Identity(1), shape(shape)))
                .isInstanceOf(DescriptionException.class)
                .hasMessageStartingWith("Variable 'layer/kernel': the Identity initializer makes matrices. Received:");
    }

    @Test
    void shouldScaleVariancesByTheFanThatIsAskedFor() {
        for (var distribution : Initializer.Distribution.values()) {
            var initializer = new Initializer.VarianceScaling(2, Initializer.Fan.OUT, distribution);
            float[] values = values(initializer, Shape.of(3, 3, 30, 50));
            assertThat(deviation(values)).isCloseTo(Math.sqrt(2.0 / 450), within(1e-3));
        }
        assertThat(values(new Initializer.Constant(0.25), Shape.of(3))).containsOnly(0.25f);
    }

    /// As it is read by its name, with Keras's defaults.
    private static Initializer read(String name) {
        ObjectNode model = JsonNodeFactory.instance.objectNode();
        model.putArray("input_shape").add(1);
        model.putArray("layers").addObject().put("dense", 1).put("kernel_initializer", name);
        return ((Dense) KerasJson.model(model).layers().getFirst())
                .options()
                .kernel()
                .initializer();
    }

    private static Shape shape(String name) {
        List<Integer> dims = Stream.of(
                        name.substring(name.indexOf('(') + 1, name.length() - 1).split(", "))
                .map(Integer::valueOf)
                .toList();
        return new Shape(dims);
    }

    private static float[] values(Initializer initializer, Shape shape) {
        FloatBuffer buffer = InitialValues.of(new VariableSpec("layer/kernel", shape, initializer), 1);
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    private static double mean(float... values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double deviation(float... values) {
        double mean = mean(values);
        double sum = 0;
        for (float value : values) {
            sum += (value - mean) * (value - mean);
        }
        return Math.sqrt(sum / values.length);
    }

    private static float max(float... values) {
        float max = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            max = Math.max(max, value);
        }
        return max;
    }
}
