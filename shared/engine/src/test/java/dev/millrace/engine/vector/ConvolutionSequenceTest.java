package dev.millrace.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.engine.kernel.Matrix;
import dev.millrace.engine.kernel.Op;
import dev.millrace.engine.kernel.Window;
import dev.millrace.nn.Activation;
import dev.millrace.nn.optimizer.SGD;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// An update that follows the backward passes of a convolution and of a dense layer above it.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
final class ConvolutionSequenceTest {
    private static final int EXAMPLES = 100;
    private static final int KERNEL = 9 * 2 * 16;
    private static final int DENSE = 4 * 4 * 16 * 10;
    private static final int ALL = KERNEL + DENSE;

    private final VectorBuffer weights = ConvolutionalSteps.buffer(ALL);
    private final VectorBuffer gradients = VectorBuffer.allocate(ALL);

    /// Backward passes from the last layer to the first, then the update.
    private List<Op> ops(VectorKernels k) {
        VectorBuffer kernel = weights.slice(0, KERNEL);
        VectorBuffer dKernel = gradients.slice(0, KERNEL);
        var y = ConvolutionalSteps.images(EXAMPLES, 4, 16);
        var dy = ConvolutionalSteps.images(EXAMPLES, 4, 16);
        List<Op> ops = new ArrayList<>();
        ops.add(k.denseGradient(
                Activation.LINEAR,
                new Matrix(y.buffer(), EXAMPLES, 256),
                new Matrix(weights.slice(KERNEL, DENSE), 256, 10),
                matrix(10),
                matrix(10),
                new Matrix(gradients.slice(KERNEL, DENSE), 256, 10),
                null,
                new Matrix(dy.buffer(), EXAMPLES, 256)));
        ops.add(k.images()
                .conv2dGradient(
                        new Window(3, 3, 1, 1, 1, 1, 0, 0),
                        Activation.LINEAR,
                        ConvolutionalSteps.images(EXAMPLES, 6, 2),
                        kernel,
                        y,
                        dy,
                        dKernel,
                        null,
                        ConvolutionalSteps.images(EXAMPLES, 6, 2)));
        VectorBuffer coefficients = VectorBuffer.allocate(1);
        coefficients.array()[0] = 0.01f;
        ops.add(k.update(new SGD(0.01, 0, false), weights, gradients, List.of(), coefficients));
        return ops;
    }

    private static Matrix matrix(int columns) {
        return new Matrix(ConvolutionalSteps.buffer(EXAMPLES * columns), EXAMPLES, columns);
    }

    @Test
    void shouldUpdateWeightsAboveAConvolutionInTheirBackwardPass() {
        float[] before = WindowCase.download(weights);
        try (var k = (VectorKernels) VectorKernelSet.with(2).open()) {
            ops(k).forEach(Op::run);
            float[] apart = WindowCase.download(weights);
            System.arraycopy(before, 0, weights.array(), 0, ALL);
            Arrays.fill(gradients.array(), Float.NaN);

            k.sequence(ops(k)).run();

            float[] together = WindowCase.download(weights);
            for (int i = 0; i < ALL; i++) {
                assertThat((double) together[i]).isCloseTo(apart[i], within(1e-5));
            }
            assertThat(together).isNotEqualTo(before);
            // those of the dense layer were not written, those of the convolution were
            assertThat(gradients.array()[KERNEL]).isNaN();
            assertThat(gradients.array()[0]).isNotNaN();
        }
    }
}
