package dev.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.nn.DType;
import dev.millrace.nn.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowWriterTest {
    /// An input of two values, a class number of two bytes' worth of classes, a weight.
    private static final Schema SCHEMA = new Schema(
            new Schema.Inputs(DType.F32, Shape.of(2), 1), new Targets.Classes(300), true, new Preparation.Arrays());

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 1000, 1_000_000})
    void shouldHoldEveryRowWhereverItLies(int count) throws IOException {
        Rows rows;
        try (var writer = new RowWriter(folder, SCHEMA.stride())) {
            for (int i = 0; i < count; i++) {
                writer.next().putFloat(i).putFloat(-i).putInt(i % 300).putFloat(0.5f * i);
            }
            rows = new Rows(SCHEMA, writer.finish());
        }
        assertThat(folder).as("the file has no name").isEmptyDirectory();
        assertThat(rows.size()).isEqualTo(count);
        for (int i = count - 1; i >= 0; i -= Math.max(1, count / 77)) {
            for (ByteBuffer to : new ByteBuffer[] {ByteBuffer.allocate(13), ByteBuffer.allocateDirect(13)}) {
                to.order(ByteOrder.LITTLE_ENDIAN).position(1);
                rows.copyInput(i, to);
                rows.copyTarget(i, to);
                assertThat(to.hasRemaining()).isFalse();
                assertThat(to.getFloat(1)).isEqualTo(i);
                assertThat(to.getFloat(5)).isEqualTo(-i);
                assertThat(to.getInt(9)).isEqualTo(i % 300);
            }
            assertThat(rows.label(i)).isEqualTo(i % 300);
            assertThat(rows.weight(i)).isEqualTo(0.5f * i);
        }
    }

    @Test
    void shouldSayWhereThereIsNoRoomForRows() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        try (var writer = new RowWriter(file, 4 << 20)) {
            writer.next().position(4 << 20);
            assertThatThrownBy(writer::next)
                    .isInstanceOf(DatasetException.class)
                    .hasMessageContainingAll("cannot be kept in " + file, "Make room there");
        }
    }
}
