package dev.millrace.engine.kernel;

import dev.millrace.engine.data.Tensor;

/// Brings values from the host's memory into a buffer.
@FunctionalInterface
public interface Stage {
    /// Overwrites the whole buffer with the values of `examples`, which are not needed after the call.
    void load(Tensor examples);
}
