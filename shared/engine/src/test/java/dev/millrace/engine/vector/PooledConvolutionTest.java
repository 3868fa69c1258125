package dev.millrace.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.kernel.Images;
import dev.millrace.engine.kernel.Op;
import dev.millrace.engine.kernel.Window;
import dev.millrace.nn.Activation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A convolution, the pooling of its results, and their gradients, as one and one by one.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class PooledConvolutionTest {
    private static final Window TWO = new Window(2, 2, 2, 2, 1, 1, 0, 0);
    private static final int OUT = 32;

    /// The operations and their operands, all of which are multiples of a half: sums of products are exact, and there
    /// are equal ones among them.
    private static final class Layers {
        private final WindowCase shape;
        private final Images x;
        private final VectorBuffer kernel;
        private final VectorBuffer bias;
        private final Images y;
        private final Images dy;
        private final Images p;
        private final Images dp;
        private final VectorBuffer dKernel;
        private final VectorBuffer dBias;
        private final Images dx;

        private Layers(WindowCase shape, boolean exact) {
            this.shape = shape;
            WindowReference r = shape.reference();
            this.x = shape.x(values(r.image() * r.in(), exact));
            this.kernel = values(r.cells() * r.in() * OUT, exact);
            this.bias = values(OUT, exact);
            this.y = shape.y(values(r.pixels() * OUT, exact), OUT);
            this.dy = shape.y(values(r.pixels() * OUT, exact), OUT);
            int height = r.outHeight() / 2;
            int width = r.outWidth() / 2;
            int pooled = r.count() * height * width * OUT;
            this.p = new Images(values(pooled, exact), r.count(), height, width, OUT);
            this.dp = new Images(values(pooled, exact), r.count(), height, width, OUT);
            this.dKernel = values(kernel.size(), exact);
            this.dBias = values(OUT, exact);
            this.dx = shape.x(values(r.image() * r.in(), exact));
        }

        private VectorBuffer values(int n, boolean exact) {
            return WindowCase.buffer(exact ? shape.steps(n) : shape.values(n));
        }

        private List<Op> ops(VectorKernels k, Activation activation, boolean below) {
            Window window = shape.reference().window();
            return List.of(
                    k.images().conv2d(window, x, kernel, bias, activation, y),
                    k.images().maxPool(TWO, y, p),
                    k.images().maxPoolGradient(TWO, y, p, dp, dy),
                    k.images().conv2dGradient(window, activation, x, kernel, y, dy, dKernel, dBias, below ? dx : null));
        }

        /// What they leave; no zero is negative.
        private List<Float> results(boolean below) {
            List<VectorBuffer> results = new ArrayList<>(List.of(VectorBuffer.of(p.buffer()), dKernel, dBias));
            if (below) {
                results.add(VectorBuffer.of(dx.buffer()));
            }
            assertThat(results).allMatch(WindowCase::kept);
            List<Float> all = new ArrayList<>();
            for (VectorBuffer result : results) {
                for (float value : WindowCase.download(result)) {
                    all.add(value + 0f);
                }
            }
            return all;
        }
    }

    /// Results whose rows and columns the windows fill and such that they do not, few images and many.
    @ParameterizedTest
    @CsvSource({
        "RELU, false, 5, 8, true",
        "RELU, false, 5, 9, false",
        "RELU, true, 40, 7, true",
        "RELU, true, 3, 8, false",
        "LINEAR, false, 40, 9, true",
        "LINEAR, true, 1, 30, true",
        "LINEAR, false, 2, 30, false"
    })
    void shouldComputeTheSameAsOneAfterAnother(
            Activation activation, boolean same, int count, int size, boolean below) {
        var layers = new Layers(WindowCase.of(same, count, size, 3, 3, OUT), true);
        try (var k = (VectorKernels) VectorKernelSet.with(2).open()) {
            List<Op> ops = layers.ops(k, activation, below);
            ops.forEach(Op::run);
            List<Float> expected = layers.results(below);
            VectorBuffer y = VectorBuffer.of(layers.y.buffer());
            Arrays.fill(y.array(), Float.NaN);
            Arrays.fill(layers.dKernel.array(), layers.dKernel.offset(), layers.dKernel.size(), Float.NaN);

            k.sequence(ops).run();

            assertThat(layers.results(below)).isEqualTo(expected);
            assertThat(WindowCase.download(y))
                    .as("results that need not be written")
                    .containsOnly(Float.NaN);
        }
    }

    @ParameterizedTest
    @CsvSource({"RELU, false, 40, 9", "LINEAR, true, 2, 30"})
    void shouldComputeTheSameBitsOnAnyNumberOfThreads(Activation activation, boolean same, int count, int size) {
        var layers = new Layers(WindowCase.of(same, count, size, 3, 3, OUT), false);
        List<Float> expected = List.of();
        for (int threads = 1; threads <= 3; threads++) {
            try (var k = (VectorKernels) VectorKernelSet.with(threads).open()) {
                k.sequence(layers.ops(k, activation, true)).run();
                List<Float> results = layers.results(true);
                assertThat(results).isEqualTo(threads == 1 ? results : expected);
                expected = results;
            }
        }
    }

    /// Other windows, channels that fill no vector, another activation: nothing is left out.
    @ParameterizedTest
    @CsvSource({"3, 32, RELU", "2, 5, RELU", "2, 32, TANH"})
    void shouldWriteAllResultsWhereTheyAreNotTakenTogether(int side, int channels, Activation activation) {
        var window = new Window(3, 3, 1, 1, 1, 1, 0, 0);
        var pool = new Window(side, side, 2, 2, 1, 1, 0, 0);
        int pooled = (6 - side) / 2 + 1;
        var x = ConvolutionalSteps.images(2, 8, 1);
        var y = ConvolutionalSteps.images(2, 6, channels);
        var dy = ConvolutionalSteps.images(2, 6, channels);
        var p = ConvolutionalSteps.images(2, pooled, channels);
        var dp = ConvolutionalSteps.images(2, pooled, channels);
        var kernel = ConvolutionalSteps.buffer(9 * channels);
        var dKernel = ConvolutionalSteps.buffer(9 * channels);
        VectorBuffer results = VectorBuffer.of(y.buffer());
        try (var k = (VectorKernels) VectorKernelSet.with(2).open()) {
            List<Op> ops = List.of(
                    k.images().conv2d(window, x, kernel, null, activation, y),
                    k.images().maxPool(pool, y, p),
                    k.images().maxPoolGradient(pool, y, p, dp, dy),
                    k.images().conv2dGradient(window, activation, x, kernel, y, dy, dKernel, null, null));
            ops.forEach(Op::run);
            float[] expected = WindowCase.download(results);
            float[] gradient = WindowCase.download(dKernel);
            Arrays.fill(results.array(), Float.NaN);
            k.sequence(ops).run();
            assertThat(WindowCase.download(results)).isEqualTo(expected);
            assertThat(WindowCase.download(dKernel)).isEqualTo(gradient);
        }
    }
}
