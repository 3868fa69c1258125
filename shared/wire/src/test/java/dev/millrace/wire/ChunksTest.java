package dev.millrace.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChunksTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 999_999, 1_000_000, 1_000_001, 2_000_000, 2_400_000})
    void shouldCutPiecesOfAnySizeIntoPartsThatFitARecord(int length) {
        byte[] value = new byte[length];
        new Random(length).nextBytes(value);
        List<ByteBuffer> pieces = pieces(value);
        var chunks = new Chunks(pieces);
        var together = new ByteArrayOutputStream();
        List<Integer> sizes = new ArrayList<>();
        chunks.forEachRemaining(chunk -> {
            together.writeBytes(chunk);
            sizes.add(chunk.length);
        });
        assertThat(together.toByteArray()).isEqualTo(value);
        assertThat(sizes.subList(0, sizes.size() - 1)).allMatch(size -> size == Topics.MAX_VALUE_BYTES);
        assertThat(sizes.getLast()).isBetween(1, Topics.MAX_VALUE_BYTES);
        assertThat(chunks.count()).isEqualTo(sizes.size());
        assertThat(chunks.length()).isEqualTo(length);
        assertThat(chunks.sha256Hex()).isEqualTo(Digest.sha256Hex(ByteBuffer.wrap(value)));
        assertThat(pieces.stream().mapToInt(ByteBuffer::remaining).sum()).isEqualTo(length);
    }

    @Test
    void shouldCutWhatIsLeftInABuffer() {
        ByteBuffer value =
                ByteBuffer.allocate(2_400_005).put(2_400_004, (byte) 1).position(5);
        List<byte[]> parts = new ArrayList<>();
        new Chunks(List.of(value)).forEachRemaining(parts::add);
        assertThat(parts).extracting(part -> part.length).containsExactly(1_000_000, 1_000_000, 400_000);
        assertThat(parts.getLast()[399_999]).isEqualTo((byte) 1);
        assertThat(value.remaining()).isEqualTo(2_400_000);
    }

    @Test
    void shouldCutNothingOutOfNothing() {
        var chunks = new Chunks(List.of(ByteBuffer.allocate(0)));
        assertThat(chunks.hasNext()).isFalse();
        assertThatThrownBy(chunks::next).isInstanceOf(NoSuchElementException.class);
        assertThat(chunks.sha256Hex()).isEqualTo(Digest.sha256Hex(ByteBuffer.allocate(0)));
    }

    @Test
    void shouldNotSayWhatTheValueWasBeforeAllOfItIsCut() {
        var chunks = new Chunks(List.of(ByteBuffer.allocate(Topics.MAX_VALUE_BYTES + 1)));
        var unused = chunks.next();
        assertThatThrownBy(chunks::sha256Hex)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("1 of");
    }

    /// An empty one, one byte, then ever larger ones; each in the middle of a buffer.
    private static List<ByteBuffer> pieces(byte[] value) {
        List<ByteBuffer> pieces = new ArrayList<>(List.of(ByteBuffer.allocate(0)));
        int size = 1;
        for (int from = 0; from < value.length; from += size, size *= 3) {
            pieces.add(ByteBuffer.wrap(value, from, Math.min(size, value.length - from)));
        }
        return pieces;
    }
}
