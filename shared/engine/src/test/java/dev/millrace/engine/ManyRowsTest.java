package dev.millrace.engine;

import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.engine.kernel.Kernels;
import dev.millrace.engine.kernel.Matrix;
import dev.millrace.engine.kernel.NormKernels.Scaling;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Sums over more rows than kernel sets take at a time, against `nd4j`.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ManyRowsTest {
    private static final float EPSILON = 1e-3f;

    static Stream<Arguments> shapes() {
        return Golden.KERNEL_SETS.stream()
                .filter(set -> !set.name().equals("nd4j"))
                .flatMap(set -> Stream.of(
                        Arguments.of(set, 1, 7),
                        Arguments.of(set, 65, 33),
                        Arguments.of(set, 300, 130),
                        Arguments.of(set, 2000, 3)));
    }

    /// Values of a problem, the same for each set.
    private record Operands(SplittableRandom random, Kernels kernels) {
        Buffer buffer(int size) {
            float[] values = new float[size];
            for (int i = 0; i < size; i++) {
                values[i] = (float) random.nextGaussian(0.5, 2);
            }
            return Golden.buffer(kernels, values);
        }

        Matrix matrix(int rows, int columns) {
            return new Matrix(buffer(rows * columns), rows, columns);
        }

        /// Whole numbers, one in four of them 0, some outside of `[0, below)`.
        Buffer indices(int size, int below) {
            float[] values = new float[size];
            for (int i = 0; i < size; i++) {
                values[i] = random.nextInt(4) == 0 ? 0 : random.nextInt(-2, below + 2);
            }
            return Golden.buffer(kernels, values);
        }
    }

    /// What an operation leaves.
    ///
    /// @param tolerance relative above 1, absolute below
    private record Result(Buffer buffer, double tolerance) {
        /// Values that are made of a few others each.
        static Result of(Buffer buffer) {
            return new Result(buffer, 1e-5);
        }

        /// Sums over so many rows of terms of about 1, which may cancel each other: 1e-6 of the sum of what they are
        /// without their signs.
        static Result ofSums(Buffer buffer, int rows) {
            return new Result(buffer, 1e-6 * Math.max(1, rows));
        }
    }

    @FunctionalInterface
    private interface Problem {
        /// Runs it, and has what it leaves.
        List<Result> results(Kernels kernels, Operands operands);
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Values(float[] values, double tolerance) {}

    private static List<Values> solve(KernelSet set, Problem problem) {
        try (Kernels kernels = set.open()) {
            return problem.results(kernels, new Operands(new SplittableRandom(3), kernels)).stream()
                    .map(result -> new Values(Golden.download(result.buffer), result.tolerance))
                    .toList();
        }
    }

    private static void assertAgreement(KernelSet set, Problem problem) {
        List<Values> expected = solve(KernelSets.nd4j(), problem);
        List<Values> actual = solve(set, problem);
        for (int i = 0; i < expected.size(); i++) {
            Golden.assertClose(actual.get(i).values, expected.get(i).values, expected.get(i).tolerance);
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void shouldNormaliseColumns(KernelSet set, int rows, int columns) {
        assertAgreement(set, (kernels, operands) -> {
            var scaling = new Scaling(operands.buffer(columns), operands.buffer(columns), EPSILON);
            Matrix x = operands.matrix(rows, columns);
            Matrix y = operands.matrix(rows, columns);
            Matrix dy = operands.matrix(rows, columns);
            Buffer mean = operands.buffer(columns);
            Buffer variance = operands.buffer(columns);
            Buffer saved = operands.buffer(2 * columns);
            Buffer dGamma = operands.buffer(columns);
            Buffer dBeta = operands.buffer(columns);
            kernels.norms()
                    .byColumns(scaling, 0.9f, mean, variance, x, saved, y)
                    .run();
            kernels.norms()
                    .byColumnsGradient(scaling, x, saved, dy, dGamma, dBeta, dy)
                    .run();
            return List.of(
                    Result.of(y.buffer()),
                    Result.of(saved),
                    Result.of(mean),
                    Result.of(variance),
                    Result.ofSums(dGamma, rows),
                    Result.ofSums(dBeta, rows),
                    Result.of(dy.buffer()));
        });
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void shouldNormaliseRows(KernelSet set, int rows, int columns) {
        assertAgreement(set, (kernels, operands) -> {
            var scaling = new Scaling(operands.buffer(columns), operands.buffer(columns), EPSILON);
            Matrix x = operands.matrix(rows, columns);
            Matrix y = operands.matrix(rows, columns);
            Matrix dy = operands.matrix(rows, columns);
            Buffer saved = operands.buffer(2 * rows);
            Buffer dGamma = operands.buffer(columns);
            Buffer dBeta = operands.buffer(columns);
            kernels.norms().byRows(scaling, x, saved, y).run();
            kernels.norms()
                    .byRowsGradient(scaling, x, saved, dy, dGamma, dBeta, dy)
                    .run();
            return List.of(
                    Result.of(y.buffer()),
                    Result.of(saved),
                    Result.ofSums(dGamma, rows),
                    Result.ofSums(dBeta, rows),
                    Result.of(dy.buffer()));
        });
    }

    /// Tables of fewer rows than there are indices, and of more.
    @ParameterizedTest
    @MethodSource("shapes")
    void shouldAddUpWhatWasMadeOfEachRowOfATable(KernelSet set, int count, int columns) {
        for (int rows : new int[] {1, 9, 1000}) {
            assertAgreement(set, (kernels, operands) -> {
                Buffer indices = operands.indices(count, rows);
                Matrix table = operands.matrix(rows, columns);
                Matrix y = operands.matrix(count, columns);
                Matrix dy = operands.matrix(count, columns);
                Matrix dTable = operands.matrix(rows, columns);
                kernels.lookUp(table, indices, y).run();
                kernels.lookUpGradient(indices, dy, dTable).run();
                return List.of(new Result(y.buffer(), 0), Result.ofSums(dTable.buffer(), count));
            });
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void shouldTakeTheSoftmaxAlongAnAxis(KernelSet set, int axis, int inner) {
        assertAgreement(set, (kernels, operands) -> {
            Buffer x = operands.buffer(2 * axis * inner);
            Buffer y = operands.buffer(2 * axis * inner);
            Buffer dy = operands.buffer(2 * axis * inner);
            kernels.softmax(2, axis, inner, x, y).run();
            kernels.softmaxGradient(2, axis, inner, y, dy).run();
            return List.of(Result.of(y), Result.of(dy));
        });
    }
}
