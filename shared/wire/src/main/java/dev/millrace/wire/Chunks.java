package dev.millrace.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Cuts a value that is too large for one record.
public final class Chunks {
    private Chunks() {}

    /// Views of `value`, in order, none larger than a record's value may be.
    public static List<ByteBuffer> split(ByteBuffer value) {
        List<ByteBuffer> chunks = new ArrayList<>();
        ByteBuffer rest = value.slice();
        while (rest.hasRemaining()) {
            int size = Math.min(Topics.MAX_VALUE_BYTES, rest.remaining());
            chunks.add(rest.slice(rest.position(), size));
            rest.position(rest.position() + size);
        }
        return chunks;
    }
}
