package dev.millrace.engine.kernel;

import java.nio.FloatBuffer;

/// Float32 values in the memory where a kernel set computes. Freed with the `Kernels` that allocated it; only that
/// kernel set looks inside.
public interface Buffer {
    /// How many values it holds.
    int size();

    /// A view of `size` values from `offset` on; writing to either changes both.
    Buffer slice(int offset, int size);

    /// Overwrites this with the remaining values of `values`, exactly `size()` of them.
    void upload(FloatBuffer values);

    /// Writes every value to `to`, once all operations run before have come to their end.
    void download(FloatBuffer to);
}
