package dev.millrace.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.engine.PlainActivation;
import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.engine.kernel.Kernels;
import dev.millrace.engine.kernel.Window;
import dev.millrace.nn.Activation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Convolutions and their gradients against sums in double precision.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class ConvolutionTest {
    /// Of the sum of the terms' absolute values: some 16 roundings, where sums of up to thousands are rounded at
    /// each term, up and down.
    private static final double TOLERANCE = 1e-6;

    /// What a convolution and its gradients leave.
    @SuppressWarnings("ArrayRecordComponent")
    private record Results(float[] y, float[] dKernel, float[] dBias, float[] dx) {
        List<Integer> bits() {
            return Stream.of(y, dKernel, dBias, dx)
                    .flatMapToInt(all -> IntStream.range(0, all.length).map(i -> Float.floatToRawIntBits(all[i])))
                    .boxed()
                    .toList();
        }
    }

    /// Those of each kind of gradient that a convolution applies; `ActivationTest` is about the others.
    private static final List<Activation> ACTIVATIONS = List.of(
            Activation.LINEAR,
            Activation.RELU,
            Activation.SIGMOID,
            Activation.HARD_SIGMOID,
            Activation.TANH,
            Activation.SOFTPLUS,
            Activation.SOFTSIGN,
            Activation.SOFTMAX);

    /// A case with its values.
    @SuppressWarnings("ArrayRecordComponent")
    record Problem(WindowCase shape, Activation activation, float[] x, float[] kernel, float[] bias, float[] dy) {
        static Problem of(WindowCase shape, Activation activation, boolean biased) {
            WindowReference r = shape.reference();
            return new Problem(
                    shape,
                    activation,
                    shape.images(),
                    shape.values(r.cells() * r.in() * r.out()),
                    shape.values(biased ? r.out() : 0),
                    shape.values(r.pixels() * r.out()));
        }

        private Results solve(int threads, boolean below) {
            return solve(VectorKernelSet.with(threads), below);
        }

        private Results solve(KernelSet set, boolean below) {
            WindowReference r = shape.reference();
            try (Kernels kernels = set.open()) {
                var in = GuardedBuffer.of(kernels, x);
                var weights = GuardedBuffer.of(kernels, kernel);
                var added = GuardedBuffer.of(kernels, bias);
                var out = GuardedBuffer.of(kernels, new float[dy.length]);
                var gradient = GuardedBuffer.of(kernels, dy);
                var dKernel = GuardedBuffer.of(kernels, kernel);
                var dBias = GuardedBuffer.of(kernels, bias);
                var dx = GuardedBuffer.of(kernels, x);
                kernels.images()
                        .conv2d(
                                r.window(),
                                shape.x(in.slice()),
                                weights.slice(),
                                bias.length == 0 ? null : added.slice(),
                                activation,
                                shape.y(out.slice(), r.out()))
                        .run();
                kernels.images()
                        .conv2dGradient(
                                r.window(),
                                activation,
                                shape.x(in.slice()),
                                weights.slice(),
                                shape.y(out.slice(), r.out()),
                                shape.y(gradient.slice(), r.out()),
                                dKernel.slice(),
                                bias.length == 0 ? null : dBias.slice(),
                                below ? shape.x(dx.slice()) : null)
                        .run();
                assertThat(List.of(in, weights, added, out, gradient, dKernel, dBias, dx))
                        .allMatch(GuardedBuffer::kept);
                return new Results(out.values(), dKernel.values(), dBias.values(), below ? dx.values() : new float[0]);
            }
        }
    }

    static List<Problem> problems() {
        List<Problem> all = new ArrayList<>();
        LongStream.range(0, 160).mapToObj(WindowCase::of).forEach(shape -> {
            Activation activation = WindowCase.any(shape.random(), ACTIVATIONS);
            all.add(Problem.of(shape, activation, shape.random().nextInt(4) > 0));
        });
        for (boolean same : new boolean[] {false, true}) {
            all.add(Problem.of(WindowCase.of(same, 20, 13, 32, 3, 64), Activation.RELU, true));
            all.add(Problem.of(WindowCase.of(same, 18, 28, 1, 3, 32), Activation.RELU, true));
            all.add(Problem.of(WindowCase.of(same, 3, 24, 3, 5, 16), Activation.LINEAR, false));
            all.add(Problem.of(WindowCase.of(same, 2, 9, 8, 1, 10), Activation.SOFTMAX, true));
        }
        return all;
    }

    static Stream<Arguments> problemsOfSets() {
        List<Problem> problems = problems();
        return GuardedBuffer.sets().flatMap(set -> problems.stream().map(problem -> Arguments.of(set, problem)));
    }

    @ParameterizedTest
    @MethodSource("problemsOfSets")
    void shouldBeWhatItsDefinitionSays(KernelSet set, Problem problem) {
        WindowReference r = problem.shape.reference();
        Results results = problem.solve(set, true);
        WindowReference.Sums z = r.convolution(problem.x, problem.kernel, problem.bias);
        double[] y = activate(problem.activation, z.sums, r.out());
        for (int i = 0; i < y.length; i++) {
            assertThat((double) results.y[i])
                    .as("y[%d] of %s", i, problem)
                    // an activation is no steeper than 1, and rounds a few times itself
                    .isCloseTo(y[i], within(TOLERANCE * (z.sizes[i] + 1)));
        }
        WindowReference.Sums dz = slopes(problem.activation, results.y, problem.dy, r.out());
        assertClose("dKernel", problem, results.dKernel, r.ofKernel(problem.x, dz));
        if (problem.bias.length > 0) {
            assertClose("dBias", problem, results.dBias, r.ofBias(dz));
        }
        assertClose("dx", problem, results.dx, r.ofImages(problem.kernel, dz));
    }

    private static void assertClose(String what, Problem problem, float[] actual, WindowReference.Sums expected) {
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i])
                    .as("%s[%d] of %s", what, i, problem)
                    .isCloseTo(expected.sums[i], within(TOLERANCE * expected.sizes[i]));
        }
    }

    @ParameterizedTest
    @MethodSource("problems")
    void shouldComputeTheSameBitsOnAnyNumberOfThreads(Problem problem) {
        List<Integer> bits = problem.solve(1, true).bits();
        assertThat(problem.solve(2, true).bits()).isEqualTo(bits);
        assertThat(problem.solve(3, true).bits()).isEqualTo(bits);
    }

    @ParameterizedTest
    @MethodSource("problems")
    void shouldHaveTheSameGradientWhereNothingBelowIsTrained(Problem problem) {
        Results all = problem.solve(2, true);
        Results alone = problem.solve(2, false);
        assertThat(alone.dKernel).isEqualTo(all.dKernel);
        assertThat(alone.dBias).isEqualTo(all.dBias);
    }

    @Test
    void shouldNotTakeAKernelOfAnotherShape() {
        var shape = WindowCase.of(false, 1, 4, 2, 3, 5);
        VectorBuffer kernel = VectorBuffer.allocate(3 * 3 * 2 * 4);
        try (var kernels = (VectorKernels) VectorKernelSet.with(1).open()) {
            assertThatThrownBy(() -> kernels.images()
                            .conv2d(
                                    new Window(3, 3, 1, 1, 1, 1, 0, 0),
                                    shape.x(VectorBuffer.allocate(4 * 4 * 2)),
                                    kernel,
                                    null,
                                    Activation.LINEAR,
                                    shape.y(VectorBuffer.allocate(2 * 2 * 5), 5)))
                    .hasMessageContaining("A kernel (3, 3, 2, 5) has 90 values. Received: a buffer of 72");
        }
    }

    private static double[] activate(Activation activation, double[] z, int columns) {
        double[] y = new double[z.length];
        for (int row = 0; row < z.length; row += columns) {
            double[] values = PlainActivation.of(activation, Arrays.copyOfRange(z, row, row + columns));
            System.arraycopy(values, 0, y, row, columns);
        }
        return y;
    }

    /// `dz`, and how large what it is made of is: near the ends of an activation they cancel each other.
    private static WindowReference.Sums slopes(Activation activation, float[] outputs, float[] dy, int columns) {
        var dz = new WindowReference.Sums(dy.length);
        for (int i = 0; i < dy.length; i++) {
            double y = outputs[i];
            double size = Math.abs(dy[i]);
            switch (activation) {
                case LINEAR -> dz.add(i, dy[i]);
                case RELU -> dz.add(i, y > 0 ? dy[i] : 0);
                case SIGMOID -> dz.add(i, dy[i] * y * (1 - y), size * y);
                case HARD_SIGMOID -> dz.add(i, y > 0 && y < 1 ? dy[i] / 6 : 0);
                case TANH -> dz.add(i, dy[i] * (1 - y * y), size);
                case SOFTPLUS -> dz.add(i, dy[i] * -Math.expm1(-y));
                case SOFTSIGN -> dz.add(i, dy[i] * (1 - Math.abs(y)) * (1 - Math.abs(y)), size * (1 - Math.abs(y)));
                case SOFTMAX -> {
                    double dot = 0;
                    double sizes = 0;
                    for (int j = i / columns * columns; j < (i / columns + 1) * columns; j++) {
                        dot += (double) outputs[j] * dy[j];
                        sizes += outputs[j] * Math.abs(dy[j]);
                    }
                    dz.add(i, y * (dy[i] - dot), y * (size + sizes));
                }
                default -> throw new IllegalArgumentException(activation.name());
            }
        }
        return dz;
    }
}
