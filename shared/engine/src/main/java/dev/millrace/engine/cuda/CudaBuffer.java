package dev.millrace.engine.cuda;

import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.Matrix;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/// Floats in a device's memory.
///
/// @param address of the first, on the device
record CudaBuffer(Device device, long address, int size) implements Buffer {
    @Override
    public Buffer slice(int from, int length) {
        if (from < 0 || length < 0 || from + length > size) {
            throw new IndexOutOfBoundsException(
                    "A buffer of " + size + " values has no " + length + " from " + from + " on");
        }
        return new CudaBuffer(device, address + (long) from * Float.BYTES, length);
    }

    @Override
    public void upload(FloatBuffer values) {
        device.upload(values, this);
    }

    @Override
    public void download(FloatBuffer to) {
        device.download(this, to);
    }

    /// Where a buffer lies; 0, which kernels read as none, where there is none.
    static long address(@Nullable Buffer buffer) {
        return buffer == null ? 0 : ((CudaBuffer) buffer).address;
    }

    static long address(@Nullable Matrix matrix) {
        return matrix == null ? 0 : address(matrix.buffer());
    }
}
