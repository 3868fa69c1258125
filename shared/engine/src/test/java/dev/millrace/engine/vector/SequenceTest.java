package dev.millrace.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.KernelSets;
import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.GradientTransform;
import dev.millrace.engine.kernel.Kernels;
import dev.millrace.engine.kernel.Matrix;
import dev.millrace.engine.kernel.Op;
import dev.millrace.engine.kernel.Scalars;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Regularizer;
import dev.millrace.nn.optimizer.SGD;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// When a backward pass updates the weights itself: their gradients are not written then, and stay 0.
@Timeout(60)
class SequenceTest {
    private static final int INPUTS = 4;
    private static final int UNITS = 16;
    private static final int SIZE = INPUTS * UNITS;

    private final Kernels kernels = KernelSets.vector().open();

    /// Of two layers, one after the other.
    private final Buffer weights = ones(2 * SIZE);

    private final Buffer gradients = kernels.allocate(2 * SIZE);
    private final Matrix x = new Matrix(ones(INPUTS), 1, INPUTS);
    private final Matrix y = new Matrix(ones(UNITS), 1, UNITS);
    private final Op update;

    SequenceTest() {
        Buffer scalars = kernels.allocate(Scalars.KEYS);
        scalars.slice(0, 1).upload(FloatBuffer.wrap(new float[] {0.5f}));
        this.update = kernels.update(new SGD(), weights, gradients, List.of(), scalars);
    }

    private Buffer ones(int size) {
        float[] values = new float[size];
        Arrays.fill(values, 1);
        Buffer buffer = kernels.allocate(size);
        buffer.upload(FloatBuffer.wrap(values));
        return buffer;
    }

    private Matrix part(Buffer whole, int layer) {
        return new Matrix(whole.slice(layer * SIZE, SIZE), INPUTS, UNITS);
    }

    private Op backward(int layer) {
        return kernels.denseGradient(
                Activation.LINEAR,
                x,
                part(weights, layer),
                y,
                new Matrix(ones(UNITS), 1, UNITS),
                part(gradients, layer),
                null,
                null);
    }

    private static float[] values(Buffer buffer) {
        FloatBuffer values = FloatBuffer.allocate(buffer.size());
        buffer.download(values);
        return values.array();
    }

    /// Runs them, and says of which layers the gradients were written; all weights are updated either way.
    private List<Boolean> written(Op... ops) {
        kernels.sequence(List.of(ops)).run();
        assertThat(values(weights)).containsOnly(0.5f);
        List<Boolean> written = new ArrayList<>();
        for (int layer = 0; layer < 2; layer++) {
            written.add(values(part(gradients, layer).buffer())[0] != 0);
        }
        return written;
    }

    private GradientTransform harmless() {
        return new GradientTransform.ClipByValue(100);
    }

    @AfterEach
    void close() {
        kernels.close();
    }

    @Test
    void shouldUpdateInBackwardPassesBehindWhichNothingStands() {
        assertThat(written(backward(1), backward(0), update)).containsExactly(false, false);
    }

    @Test
    void shouldUpdateWhereWhatStandsBetweenTouchesNeitherWeightsNorGradients() {
        Op between = kernels.activation(Activation.RELU, x, new Matrix(kernels.allocate(INPUTS), 1, INPUTS));

        assertThat(written(backward(1), between, backward(0), update)).containsExactly(false, false);
    }

    @Test
    void shouldUpdateInSequencesOfSequences() {
        Op both = kernels.sequence(List.of(backward(1), backward(0)));

        assertThat(written(both, update)).containsExactly(false, false);
    }

    @Test
    void shouldWriteGradientsThatAreTransformed() {
        Op transform = kernels.transform(harmless(), gradients, List.of());

        assertThat(written(backward(1), backward(0), transform, update)).containsExactly(true, true);
    }

    @Test
    void shouldWriteTheGradientsOfALayerThatIsRegularized() {
        Op penalty = kernels.penaltyGradient(
                Regularizer.l2(0), part(weights, 1).buffer(), part(gradients, 1).buffer());

        assertThat(written(backward(1), backward(0), penalty, update)).containsExactly(false, true);
    }

    @Test
    void shouldNotUpdateWeightsThatAreReadLater() {
        Op reading = kernels.dense(
                x, part(weights, 1), null, Activation.LINEAR, new Matrix(kernels.allocate(UNITS), 1, UNITS));

        assertThat(written(backward(1), reading, backward(0), update)).containsExactly(false, true);
    }

    @Test
    void shouldWriteGradientsThatAreReadAfterTheUpdate() {
        Op transform =
                kernels.transform(new GradientTransform.Accumulate(kernels.allocate(2 * SIZE)), gradients, List.of());

        assertThat(written(backward(1), backward(0), update, transform)).containsExactly(true, true);
    }

    @Test
    void shouldUpdateBeforeAMovingAverageOfTheWeights() {
        Op average = kernels.movingAverage(weights, kernels.allocate(2 * SIZE), kernels.allocate(Scalars.KEYS));

        assertThat(written(backward(1), backward(0), update, average)).containsExactly(false, false);
    }

    @Test
    void shouldTakeAnOperationThatItDoesNotKnowToTouchEverything() {
        assertThat(written(backward(1), () -> {}, backward(0), update)).containsExactly(false, true);
    }
}
