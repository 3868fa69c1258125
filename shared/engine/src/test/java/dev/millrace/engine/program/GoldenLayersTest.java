package dev.millrace.engine.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.engine.Golden;
import dev.millrace.engine.GoldenLayer;
import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Layer;
import dev.millrace.nn.VariableSpec;
import dev.millrace.nn.layer.Frozen;
import dev.millrace.nn.layer.Layers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every layer that there is, on every kernel set, against what Keras computed and against finite differences.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class GoldenLayersTest {
    /// Layers without a case in Keras's file: they do what others do, or nothing but to the loss, for which see
    /// `LayerOptionsTest`.
    private static final Set<String> ALIKE = Set.of("Activation", "ActivityRegularization");

    /// Cases at a kink, where differences show no gradient.
    private static final Set<String> KINKS = Set.of("max_pooling2d_ties", "elu_at_zero");

    static Stream<Arguments> cases() {
        return Golden.KERNEL_SETS.stream().flatMap(set -> GoldenLayer.all().map(golden -> Arguments.of(set, golden)));
    }

    /// What is added to the registry needs a case, and a lowering.
    @Test
    void shouldLeaveNoLayerOut() {
        Set<String> covered = new TreeSet<>(ALIKE);
        GoldenLayer.all().forEach(golden -> covered.add(golden.className()));
        assertThat(covered)
                .containsAll(Layers.KINDS.kinds().stream().map(Kind::className).toList());
        assertThat(GoldenLayer.all())
                .allMatch(golden -> Lowerings.has(golden.layer().getClass()));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldPredictAsKerasDoes(KernelSet set, GoldenLayer golden) {
        try (LoweredLayer lowered = lowered(set, golden, golden.layer())) {
            Golden.assertClose(
                    lowered.predict(golden.inputs()), floats(golden.node().get("inference")), 1e-6);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldTrainAsKerasDoes(KernelSet set, GoldenLayer golden) {
        JsonNode training = golden.node().path("training");
        if (training.isMissingNode()) {
            assertThat(golden.className()).isEqualTo("Dropout");
            return;
        }
        try (LoweredLayer lowered = lowered(set, golden, golden.layer())) {
            float[] output = lowered.train(golden.inputs());
            Golden.assertClose(output, floats(training.get("output")), 1e-6);
            float[] dx = lowered.backward(floats(training.get("cotangent")));
            if (!training.get("gradient_x").isNull()) {
                Golden.assertClose(dx, floats(training.get("gradient_x")), 2e-6);
            }
            List<float[]> gradients = lowered.gradients();
            for (int i = 0; i < gradients.size(); i++) {
                Golden.assertClose(
                        gradients.get(i), floats(training.get("gradients").get(i)), 2e-6);
            }
            List<float[]> state = lowered.weights()
                    .subList(gradients.size(), lowered.weights().size());
            for (int i = 0; i < state.size(); i++) {
                Golden.assertClose(
                        state.get(i), floats(training.get("state_after").get(i)), 1e-6);
            }
        }
    }

    /// A frozen layer predicts while it is trained, and passes on the gradient of that.
    @ParameterizedTest
    @MethodSource("cases")
    void shouldLeaveFrozenLayersAsTheyAre(KernelSet set, GoldenLayer golden) {
        if (!golden.node().has("training") || golden.takesNumbersOfRows()) {
            return;
        }
        try (LoweredLayer lowered = lowered(set, golden, new Frozen(golden.layer()))) {
            List<float[]> before = lowered.weights();
            float[] x = golden.inputs();
            Golden.assertClose(lowered.train(x), floats(golden.node().get("inference")), 1e-6);
            float[] cotangent = floats(golden.node().get("training").get("cotangent"));
            float[] dx = lowered.backward(cotangent);
            assertThat(lowered.gradients()).isEmpty();
            for (int i = 0; i < before.size(); i++) {
                assertThat(lowered.weights().get(i)).isEqualTo(before.get(i));
            }
            if (!KINKS.contains(golden.name())) {
                assertDifferences(lowered, x, cotangent, dx);
            }
        }
    }

    /// `d sum(y * cotangent) / dx` and `/ dw` against central differences.
    @ParameterizedTest
    @MethodSource("cases")
    void shouldHaveTheGradientOfFiniteDifferences(KernelSet set, GoldenLayer golden) {
        if (golden.className().equals("Dropout") || KINKS.contains(golden.name())) {
            return;
        }
        try (LoweredLayer lowered = lowered(set, golden, golden.layer())) {
            float[] x = golden.inputs();
            float[] cotangent = new float[lowered.train(x).length];
            var random = new Random(7);
            for (int i = 0; i < cotangent.length; i++) {
                cotangent[i] = (float) random.nextGaussian();
            }
            float[] dx = lowered.backward(cotangent.clone());
            List<float[]> gradients = lowered.gradients();
            if (!golden.takesNumbersOfRows()) {
                assertDifferences(lowered, x, cotangent, dx);
            }
            for (int w = 0; w < gradients.size(); w++) {
                assertDifferences(lowered, x, cotangent, w, gradients.get(w));
            }
        }
    }

    private static void assertDifferences(LoweredLayer lowered, float[] x, float[] cotangent, float[] dx) {
        for (int i = 0; i < x.length; i += Math.max(1, x.length / 20)) {
            int at = i;
            double slope = slope(step -> {
                float[] moved = x.clone();
                moved[at] += step;
                return dot(lowered.train(moved), cotangent);
            });
            assertClose(dx[i], slope);
        }
    }

    private static void assertDifferences(
            LoweredLayer lowered, float[] x, float[] cotangent, int weight, float[] gradient) {
        List<float[]> weights = lowered.weights();
        int at = indexOf(lowered, weight);
        for (int i = 0; i < gradient.length; i += Math.max(1, gradient.length / 20)) {
            int place = i;
            double slope = slope(step -> {
                List<float[]> moved = new ArrayList<>(weights);
                float[] changed = weights.get(at).clone();
                changed[place] += step;
                moved.set(at, changed);
                lowered.weights(moved);
                return dot(lowered.train(x), cotangent);
            });
            assertClose(gradient[i], slope);
        }
        lowered.weights(weights);
    }

    /// Which of all weights the one with this number among those that are trained is.
    private static int indexOf(LoweredLayer lowered, int trained) {
        VariableSpec spec = lowered.model().trainableWeights().get(trained);
        return lowered.model().weights().indexOf(spec);
    }

    @FunctionalInterface
    private interface Along {
        double at(float step);
    }

    private static double slope(Along function) {
        float step = 0x1p-9f;
        return (function.at(step) - function.at(-step)) / (2 * step);
    }

    private static void assertClose(float actual, double slope) {
        assertThat((double) actual).isCloseTo(slope, within(5e-3 * Math.max(1, Math.abs(slope))));
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    private static float[] floats(JsonNode flat) {
        return Golden.floats(flat.get("values"));
    }

    private static LoweredLayer lowered(KernelSet set, GoldenLayer golden, Layer layer) {
        var lowered = new LoweredLayer(set, layer, golden.inputShape(), golden.count());
        List<float[]> values = new ArrayList<>();
        golden.node().get("trainable").forEach(variable -> values.add(floats(variable)));
        golden.node().get("state").forEach(variable -> values.add(floats(variable)));
        lowered.weights(values);
        return lowered;
    }
}
