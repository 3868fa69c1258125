package dev.millrace.engine;

import java.nio.ByteBuffer;

/// Brings values from the host's memory into a buffer, converted.
@FunctionalInterface
public interface Stage {
    /// Overwrites the whole buffer. `data` is little-endian, keeps its position, and is not needed after the call.
    void load(ByteBuffer data);
}
