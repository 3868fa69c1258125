package dev.millrace.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.Seeds;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CheckpointAssemblerTest {
    private static final int CHUNK = 250;

    private final CheckpointAssembler assembler = new CheckpointAssembler();
    private final byte[] file = Safetensors.encode(Examples.checkpoint());
    private final List<ByteBuffer> chunks = chunks(file);

    @Test
    void shouldPutACheckpointTogether() {
        addChunks("step-1", 0, 1, 2);
        assertThat(manifest("step-1")).contains(whole("step-1"));
    }

    @Seeds
    void shouldPutChunksInOrderWhateverOrderCompactionLeftThemIn(long seed) {
        List<Integer> numbers = new ArrayList<>(List.of(0, 1, 2));
        Collections.shuffle(numbers, new Random(seed));
        numbers.forEach(number -> addChunks("step-1", number));
        assertThat(manifest("step-1")).contains(whole("step-1"));
    }

    @Test
    void shouldNotMindWhatAnEarlierTryLeftBehind() {
        addChunks("step-0", 0, 1);
        addChunks("step-1", 0, 1, 2);
        assertThat(manifest("step-1")).contains(whole("step-1"));
    }

    @Test
    void shouldPutOneAfterTheOtherTogether() {
        addChunks("step-1", 0, 1, 2);
        assertThat(manifest("step-1")).contains(whole("step-1"));
        addChunks("step-2", 0, 1, 2);
        assertThat(manifest("step-2")).contains(whole("step-2"));
    }

    @Test
    void shouldSayThatAChunkIsMissing() {
        addChunks("step-1", 0, 2);
        assertThat(manifest("step-1")).contains(torn("2 chunks of 3"));
    }

    @Test
    void shouldSayWhichChunkIsMissing() {
        addChunks("step-1", 0, 2);
        assembler.add(CheckpointKeys.chunk(Examples.RUN, "step-1", 7), chunks.get(1));
        assertThat(manifest("step-1")).contains(torn("chunk 1 is missing"));
    }

    @Test
    void shouldSayThatBytesAreMissing() {
        addChunks("step-1", 0, 1);
        assembler.add(CheckpointKeys.chunk(Examples.RUN, "step-1", 2), ByteBuffer.allocate(1));
        assertThat(manifest("step-1")).contains(torn("501 bytes of " + file.length));
    }

    @Test
    void shouldForgetChunksThatWereDeleted() {
        addChunks("step-1", 0, 1, 2);
        assertThat(assembler.add(CheckpointKeys.chunk(Examples.RUN, "step-1", 1), null))
                .isEmpty();
        assertThat(manifest("step-1")).contains(torn("2 chunks of 3"));
    }

    @Test
    void shouldRefuseAManifestUnderAnothersKey() {
        addChunks("step-1", 0, 1, 2);
        byte[] other = Json.encode(Examples.manifest("step-2", file, 3));
        assertThat(assembler.add(CheckpointKeys.manifest(Examples.RUN, "step-1"), ByteBuffer.wrap(other)))
                .contains(new Decoded.Malformed<>(
                        "checkpoint step-2 is not whole: its key is " + Examples.RUN + "/step-1/manifest"));
    }

    @Test
    void shouldRefuseAManifestThatIsNone() {
        ByteBuffer noise = ByteBuffer.wrap(new byte[] {'{'});
        assertThat(assembler.add(CheckpointKeys.manifest(Examples.RUN, "step-1"), noise))
                .hasValueSatisfying(decoded -> assertThat(decoded).isInstanceOf(Decoded.Malformed.class));
    }

    @Test
    void shouldFindWhicheverByteIsFlipped() {
        for (int i = 0; i < file.length; i++) {
            byte[] flipped = file.clone();
            flipped[i] ^= (byte) (1 << i % 8);
            List<ByteBuffer> damaged = chunks(flipped);
            for (int c = 0; c < damaged.size(); c++) {
                assembler.add(CheckpointKeys.chunk(Examples.RUN, "step-1", c), damaged.get(c));
            }
            assertThat(manifest("step-1").orElseThrow())
                    .as("byte %s", i)
                    .isEqualTo(torn("SHA-256 " + Digest.sha256Hex(ByteBuffer.wrap(flipped)) + ", expected "
                            + Digest.sha256Hex(ByteBuffer.wrap(file))));
        }
    }

    private static List<ByteBuffer> chunks(byte[] file) {
        List<ByteBuffer> chunks = new ArrayList<>();
        for (int from = 0; from < file.length; from += CHUNK) {
            chunks.add(ByteBuffer.wrap(file).slice(from, Math.min(CHUNK, file.length - from)));
        }
        return chunks;
    }

    private void addChunks(String checkpoint, int... numbers) {
        for (int number : numbers) {
            assertThat(assembler.add(CheckpointKeys.chunk(Examples.RUN, checkpoint, number), chunks.get(number)))
                    .isEmpty();
        }
    }

    private Optional<Decoded<CheckpointAssembler.Checkpoint>> manifest(String checkpoint) {
        byte[] json = Json.encode(Examples.manifest(checkpoint, file, chunks.size()));
        return assembler.add(CheckpointKeys.manifest(Examples.RUN, checkpoint), ByteBuffer.wrap(json));
    }

    private Decoded<CheckpointAssembler.Checkpoint> whole(String checkpoint) {
        return new Decoded.Ok<>(new CheckpointAssembler.Checkpoint(
                Examples.manifest(checkpoint, file, chunks.size()), Examples.checkpoint()));
    }

    private static Decoded<CheckpointAssembler.Checkpoint> torn(String found) {
        return new Decoded.Malformed<>("checkpoint step-1 is not whole: " + found);
    }
}
