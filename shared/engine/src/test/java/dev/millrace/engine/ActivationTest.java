package dev.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.engine.kernel.Kernels;
import dev.millrace.engine.kernel.Matrix;
import dev.millrace.nn.Activation;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every activation on every kernel set: values against Keras and against plain doubles, gradients against finite
/// differences, however many values come after the last whole vector.
@Timeout(120)
class ActivationTest {
    private static final List<Integer> WIDTHS = List.of(1, 3, 8, 10, 16, 21, 64, 67);
    private static final int ROWS = 3;

    static Stream<Arguments> activations() {
        return Golden.KERNEL_SETS.stream()
                .flatMap(set -> Stream.of(Activation.values()).map(activation -> Arguments.of(set, activation)));
    }

    @ParameterizedTest
    @MethodSource("activations")
    void shouldActivateAsKerasDoes(KernelSet set, Activation activation) {
        JsonNode golden = Golden.ROOT.get("activations");
        float[] x = Golden.floats(golden.get("x"));
        float[] expected = golden.has(activation.kerasName())
                ? Golden.floats(golden.get(activation.kerasName()))
                : floats(PlainActivation.of(activation, doubles(x)));
        try (Kernels kernels = set.open()) {
            Matrix in = Golden.matrix(kernels, 1, x);
            Matrix out = Golden.matrix(kernels, 1, new float[x.length]);
            kernels.activation(activation, in, out).run();
            Golden.assertClose(Golden.download(out.buffer()), expected, 3e-7);
        }
    }

    @ParameterizedTest
    @MethodSource("activations")
    void shouldActivateRowsOfAnyWidth(KernelSet set, Activation activation) {
        for (int width : WIDTHS) {
            float[] x = random(ROWS * width);
            try (Kernels kernels = set.open()) {
                Matrix in = Golden.matrix(kernels, ROWS, x);
                Matrix out = Golden.matrix(kernels, ROWS, new float[x.length]);
                kernels.activation(activation, in, out).run();
                for (int row = 0; row < ROWS; row++) {
                    float[] values = Arrays.copyOfRange(x, row * width, (row + 1) * width);
                    Golden.assertClose(
                            Arrays.copyOfRange(Golden.download(out.buffer()), row * width, (row + 1) * width),
                            floats(PlainActivation.of(activation, doubles(values))),
                            1e-6);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("activations")
    void shouldHaveTheGradientOfFiniteDifferences(KernelSet set, Activation activation) {
        for (int width : WIDTHS) {
            float[] x = random(ROWS * width);
            float[] dy = random(ROWS * width);
            for (int i = 0; i < dy.length; i++) {
                dy[i] /= 7;
            }
            try (Kernels kernels = set.open()) {
                Matrix in = Golden.matrix(kernels, ROWS, x);
                Matrix out = Golden.matrix(kernels, ROWS, new float[x.length]);
                Matrix gradient = Golden.matrix(kernels, ROWS, dy);
                kernels.activation(activation, in, out).run();
                kernels.activationGradient(activation, in, out, gradient).run();
                float[] actual = Golden.download(gradient.buffer());
                for (int i = 0; i < x.length; i++) {
                    double expected = difference(activation, x, dy, width, i);
                    assertThat((double) actual[i])
                            .as("%s'(%s) in rows of %d", activation, x[i], width)
                            .isCloseTo(expected, within(1e-6 * Math.max(1, Math.abs(expected))));
                }
            }
        }
    }

    /// The derivative of `sum(dy * y)` by value `place` of `x`.
    private static double difference(Activation activation, float[] x, float[] dy, int width, int place) {
        double step = 1e-5;
        int row = place / width * width;
        double[] values = doubles(Arrays.copyOfRange(x, row, row + width));
        double at = values[place - row];
        values[place - row] = at + step;
        double[] above = PlainActivation.of(activation, values);
        values[place - row] = at - step;
        double[] below = PlainActivation.of(activation, values);
        return IntStream.range(0, width)
                .mapToDouble(i -> dy[row + i] * (above[i] - below[i]) / (2 * step))
                .sum();
    }

    @ParameterizedTest
    @MethodSource("activations")
    void shouldRefuseToGuessAnInputFromAnOutput(KernelSet set, Activation activation) {
        if (activation.gradientFromOutput() || set.name().equals("nd4j")) {
            return;
        }
        try (Kernels kernels = set.open()) {
            Matrix one = Golden.matrix(kernels, 1, 1);
            assertThatThrownBy(() -> kernels.denseGradient(activation, one, one, one, one, one, null, null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(activation.name());
        }
    }

    /// Nothing near a kink: no derivative there.
    private static float[] random(int size) {
        var random = new SplittableRandom(size);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            double value = random.nextDouble(-7, 7);
            values[i] = (float) (Math.abs(value * 2 - Math.rint(value * 2)) < 0.01 ? value + 0.1 : value);
        }
        return values;
    }

    private static double[] doubles(float... values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    private static float[] floats(double... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
