package dev.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.nn.Activation;
import dev.millrace.nn.Compile;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.loss.CategoricalCrossentropy;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.Adam;
import org.junit.jupiter.api.Test;

class TrainingMemoryTest {
    private static final int PARAMETERS = 785 * 2800 + 2801 * 2800 + 2801 * 10;

    private final TrainingMemory memory = TrainingMemory.of(
            Sequential.of(Shape.of(784), Dense.of(2800), Dense.of(2800), Dense.of(10, Activation.SOFTMAX)),
            new Compile(new Adam(), new CategoricalCrossentropy(), Metrics.ACCURACY),
            1000);

    @Test
    void shouldCountWhatIsKept() {
        assertThat(memory.parameters()).isEqualTo(PARAMETERS);
        // Weights, gradients, Adam's two slots; a checkpoint has all but the gradients.
        assertThat(memory.weights()).isEqualTo(4L * 4 * PARAMETERS);
        assertThat(memory.checkpoint()).isEqualTo(3L * 4 * PARAMETERS);
        assertThat(memory.activations()).isEqualTo(2L * 4 * 1000 * (784 + 2800 + 2800 + 10));
    }

    @Test
    void shouldSayWhatTrainingTakesAndWhatThereIs() {
        assertThatThrownBy(() -> memory.check(384L << 20))
                .isInstanceOf(DescriptionException.class)
                .hasMessage(
                        "Training takes about 318 MB: 154 for the 10,068,810 parameters with their gradients and the"
                                + " optimizer's state, 49 for a mini-batch, 116 for a checkpoint. There are 384 MB, of which the"
                                + " rest of the process takes some. Give the process more memory (-Xmx), or train a smaller model"
                                + " or smaller mini-batches.");
        assertThatCode(() -> memory.check(400L << 20)).doesNotThrowAnyException();
    }

    @Test
    void shouldSayWhatADeviceLacks() {
        assertThatThrownBy(() -> memory.checkDevice("NVIDIA A2", 256L << 20))
                .isInstanceOf(DescriptionException.class)
                .hasMessage(
                        "Training takes about 203 MB of the memory of NVIDIA A2: 154 for the 10,068,810 parameters with their"
                                + " gradients and the optimizer's state, 49 for a mini-batch. There are 256 MB free: with what"
                                + " kernels keep for themselves, 11 MB are missing. Train a smaller model or smaller mini-batches.");
        assertThatCode(() -> memory.checkDevice("NVIDIA A2", 267L << 20)).doesNotThrowAnyException();
    }
}
