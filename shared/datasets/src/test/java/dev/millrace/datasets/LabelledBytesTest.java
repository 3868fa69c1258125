package dev.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.nn.DType;
import dev.millrace.nn.Shape;
import dev.millrace.nn.data.Examples;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class LabelledBytesTest {
    private static Schema pairs(int classes) {
        return new Schema(
                new Schema.Inputs(DType.U8, Shape.of(2), 1), new Targets.Classes(classes), new Preparation.Arrays());
    }

    @Test
    void shouldCopyTheInputAskedForToThePositionOfTheTarget() {
        Examples examples = new LabelledBytes(pairs(256), new byte[] {1, 2, 3, (byte) 250}, new byte[] {0, (byte) 255});
        ByteBuffer target = ByteBuffer.allocate(4);
        examples.copyInput(1, target);
        examples.copyInput(0, target);
        assertThat(target.array()).containsExactly(3, 250, 1, 2);
        assertThat(target.hasRemaining()).isFalse();
        assertThat(examples.label(1)).isEqualTo(255);
        assertThat(examples.size()).isEqualTo(2);
    }

    @Test
    void shouldRefuseLabelsOutsideTheClasses() {
        assertThatThrownBy(() -> new LabelledBytes(pairs(10), new byte[6], new byte[] {0, 9, 10}))
                .isInstanceOf(DatasetException.class)
                .hasMessage("Labels of 10 classes are from 0 to 9. Received: label 10 at index 2");
        assertThatThrownBy(() -> new LabelledBytes(pairs(257), new byte[2], new byte[1]))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("classes=257");
    }

    @Test
    void shouldRefuseInputsAndLabelsThatDoNotMatch() {
        assertThatThrownBy(() -> new LabelledBytes(pairs(10), new byte[5], new byte[2]))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("5 bytes of inputs of shape (2,), which is 2.5 inputs, and 2 labels");
        assertThatThrownBy(() -> new LabelledBytes(pairs(10), new byte[0], new byte[0]))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("at least one");
    }
}
