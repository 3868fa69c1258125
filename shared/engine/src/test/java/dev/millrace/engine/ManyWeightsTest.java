package dev.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.GradientTransform;
import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.engine.kernel.Kernels;
import dev.millrace.nn.Regularizer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Sums over more weights than one block or thread adds up, on every kernel set against plain doubles.
class ManyWeightsTest {
    private static final int FIRST = 13_008;
    private static final int SECOND = 4_096;
    private static final float LIMIT = 0.5f;

    static Stream<KernelSet> sets() {
        return Golden.KERNEL_SETS.stream();
    }

    @ParameterizedTest
    @MethodSource("sets")
    void shouldClipEachVariableByItsNorm(KernelSet set) {
        float[] g = random();
        float[] expected = g.clone();
        scale(expected, 0, FIRST, LIMIT / norm(g, 0, FIRST));
        scale(expected, FIRST, g.length, LIMIT / norm(g, FIRST, g.length));
        Golden.assertClose(transformed(set, new GradientTransform.ClipByNorm(LIMIT), g), expected, 1e-7);
    }

    @ParameterizedTest
    @MethodSource("sets")
    void shouldClipAllVariablesByTheirCommonNorm(KernelSet set) {
        float[] g = random();
        float[] expected = g.clone();
        scale(expected, 0, g.length, LIMIT / norm(g, 0, g.length));
        Golden.assertClose(transformed(set, new GradientTransform.ClipByGlobalNorm(LIMIT), g), expected, 1e-7);
    }

    @ParameterizedTest
    @MethodSource("sets")
    void shouldAddUpPenalties(KernelSet set) {
        float[] w = random();
        double expected = 0;
        for (float value : w) {
            expected += 0.1 * Math.abs(value) + 0.2 * value * value;
        }
        try (Kernels kernels = set.open()) {
            Buffer penalty = kernels.allocate(1);
            kernels.penalty(new Regularizer(0.1, 0.2), Golden.buffer(kernels, w), penalty)
                    .run();
            assertThat((double) Golden.download(penalty)[0]).isCloseTo(expected, within(1e-6 * expected));
        }
    }

    private static float[] transformed(KernelSet set, GradientTransform transform, float... g) {
        try (Kernels kernels = set.open()) {
            Buffer gradients = Golden.buffer(kernels, g);
            kernels.transform(transform, gradients, List.of(gradients.slice(0, FIRST), gradients.slice(FIRST, SECOND)))
                    .run();
            return Golden.download(gradients);
        }
    }

    private static float[] random() {
        var random = new SplittableRandom(7);
        float[] values = new float[FIRST + SECOND];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }

    private static double norm(float[] values, int from, int to) {
        double sum = 0;
        for (float value : Arrays.copyOfRange(values, from, to)) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }

    private static void scale(float[] values, int from, int to, double factor) {
        for (int i = from; i < to; i++) {
            values[i] = (float) (values[i] * factor);
        }
    }
}
