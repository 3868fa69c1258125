package dev.millrace.messaging;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Copies between buffers and arrays.
final class Bytes {
    private Bytes() {}

    /// What is left in `buffer`, copied; nothing for a tombstone.
    static byte[] of(@Nullable ByteBuffer buffer) {
        if (buffer == null) {
            return new byte[0];
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
