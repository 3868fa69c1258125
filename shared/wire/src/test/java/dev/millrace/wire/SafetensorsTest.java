package dev.millrace.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testkit.Seeds;
import dev.millrace.wire.Safetensors.Contents;
import dev.millrace.wire.Safetensors.DType;
import dev.millrace.wire.Safetensors.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
    @Seeds(200)
    void shouldDecodeWhatItEncodes(long seed) {
        Contents contents = RandomContents.of(seed);
        byte[] file = Safetensors.encode(contents);
        assertThat(Safetensors.decode(ByteBuffer.wrap(file))).isEqualTo(new Decoded.Ok<>(contents));
    }

    @Seeds
    void shouldWriteTheSameWhateverOrderItIsGiven(long seed) {
        Contents contents = RandomContents.of(seed);
        List<Map.Entry<String, Tensor>> tensors =
                new ArrayList<>(contents.tensors().entrySet());
        Collections.shuffle(tensors, new Random(seed));
        Map<String, Tensor> shuffled = new LinkedHashMap<>();
        tensors.forEach(entry -> shuffled.put(entry.getKey(), entry.getValue()));
        assertThat(Safetensors.encode(new Contents(contents.metadata(), shuffled)))
                .isEqualTo(Safetensors.encode(contents));
    }

    @Test
    void shouldAlignTheDataAndPutLargerElementsFirst() {
        var bytes = new Tensor(DType.U8, List.of(3), ByteBuffer.allocate(3));
        var floats = new Tensor(DType.F32, List.of(2), ByteBuffer.allocate(8));
        byte[] file = Safetensors.encode(new Contents(Map.of(), Map.of("bytes", bytes, "floats", floats)));
        long header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
        assertThat(header % 8).isZero();
        assertThat(new String(file, 8, (int) header, StandardCharsets.UTF_8).strip())
                .isEqualTo("{\"floats\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                        + "\"bytes\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[8,11]}}");
    }

    /// The file is mapped and all holes, so that nobody needs the memory.
    @Test
    void shouldRefuseWhatDoesNotFitInOneArray(@TempDir Path folder) throws IOException {
        int size = 1 << 30;
        try (var file = FileChannel.open(
                folder.resolve("holes"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            var tensor = new Tensor(DType.U8, List.of(size), file.map(FileChannel.MapMode.READ_WRITE, 0, size));
            var contents = new Contents(Map.of(), Map.of("one", tensor, "other", tensor));
            assertThatThrownBy(() -> Safetensors.pieces(contents))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at most");
        }
    }

    @Test
    void shouldReadFromTheMiddleOfABufferAndLeaveItsPosition() {
        byte[] file = Safetensors.encode(Examples.checkpoint());
        ByteBuffer wider = ByteBuffer.allocate(file.length + 20);
        wider.put(7, file).position(7).limit(7 + file.length);
        assertThat(Safetensors.decode(wider)).isEqualTo(new Decoded.Ok<>(Examples.checkpoint()));
        assertThat(wider.position()).isEqualTo(7);
    }

    @Test
    void shouldReadTensorsWithoutBytesWhereverTheHeaderNamesThem() {
        ByteBuffer file = HostileFiles.of(
                "{'b':{'dtype':'U8','shape':[4],'data_offsets':[0,4]},"
                        + "'a':{'dtype':'F32','shape':[0,3],'data_offsets':[0,0]}}",
                4);
        assertThat(Safetensors.decode(file)).isInstanceOf(Decoded.Ok.class);
    }

    @Test
    void shouldRefuseATensorWithTheNameOfTheMetadata() {
        var tensor = new Tensor(DType.U8, List.of(0), ByteBuffer.allocate(0));
        assertThatThrownBy(() -> new Contents(Map.of(), Map.of("__metadata__", tensor)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("__metadata__");
    }
}
