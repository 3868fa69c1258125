package dev.millrace.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.wire.Safetensors.DType;
import dev.millrace.wire.Safetensors.Tensor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BatchAssemblerTest {
    private final BatchAssembler assembler = new BatchAssembler(5);

    @Test
    void shouldPassAMiniBatchInOneRecordThrough() {
        BatchMessage batch = part(7, 0, 1, 1, 2, 3);
        assertThat(assembler.add(batch)).containsSame(batch);
    }

    @Test
    void shouldJoinThePartsInTheirOrder() {
        assertThat(assembler.add(part(7, 0, 2, 1, 2, 3))).isEmpty();
        assertThat(assembler.add(part(7, 1, 2, 4, 5))).contains(part(7, 0, 1, 1, 2, 3, 4, 5));
        assertThat(assembler.add(part(8, 0, 2, 6))).isEmpty();
        assertThat(assembler.add(part(8, 1, 2, 7))).contains(part(8, 0, 1, 6, 7));
    }

    @Test
    void shouldForgetWhatIsIncomplete() {
        assembler.add(part(7, 0, 3, 1));
        assertThat(assembler.add(part(7, 2, 3, 3))).as("a part is missing").isEmpty();
        assembler.add(part(7, 0, 2, 1));
        assertThat(assembler.add(part(8, 1, 2, 2))).as("of another mini-batch").isEmpty();
        assembler.add(part(7, 0, 2, 1));
        assembler.add(part(9, 0, 1, 1));
        assertThat(assembler.add(part(7, 1, 2, 2))).as("interrupted").isEmpty();
        assertThat(assembler.add(part(7, 1, 2, 2))).as("no first part").isEmpty();
        assembler.add(part(7, 0, 2, 1));
        assembler.add(part(7, 0, 2, 1));
        assertThat(assembler.add(part(7, 1, 2, 2))).as("begun again").contains(part(7, 0, 1, 1, 2));
    }

    @Test
    void shouldKeepNoMoreThanAMiniBatch() {
        assembler.add(part(7, 0, 3, 1, 2, 3));
        assertThat(assembler.add(part(7, 1, 3, 4, 5, 6))).isEmpty();
        assertThat(assembler.add(part(7, 2, 3, 7))).isEmpty();
        assertThat(assembler.add(part(8, 0, 2, 1, 2, 3))).isEmpty();
        assertThat(assembler.add(part(8, 1, 2, 4))).isPresent();
    }

    /// Inputs of two bytes, targets and weights, all of them saying the example's number.
    private static BatchMessage part(int step, int part, int parts, int... examples) {
        int size = examples.length;
        ByteBuffer inputs = ByteBuffer.allocate(2 * size);
        ByteBuffer targets = ByteBuffer.allocate(size);
        ByteBuffer weights = ByteBuffer.allocate(4 * size);
        for (int example : examples) {
            inputs.put((byte) example).put((byte) -example);
            targets.put((byte) example);
            weights.putFloat(example);
        }
        return new BatchMessage(
                "r",
                Split.TRAINING,
                0,
                step,
                part,
                parts,
                new Tensor(DType.U8, List.of(size, 2), inputs.flip()),
                new Tensor(DType.U8, List.of(size), targets.flip()),
                Optional.of(new Tensor(DType.F32, List.of(size), weights.flip())),
                1);
    }
}
