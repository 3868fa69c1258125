package dev.millrace.engine.cuda;

import dev.millrace.engine.kernel.Readout;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/// What the last steps have left, on its way: copied beside the steps that follow, into one of a ring of places in
/// pinned memory; waited for where all are taken, or where somebody asks.
///
/// @param <T> what the values are added to
final class CudaReadout<T> implements Readout<T> {
    private static final int MOST_PLACES = 32;
    private static final int MOST_BYTES = 1 << 20;

    private final Device device;
    private final CudaBuffer values;
    private final Reader<T> reader;
    private final long pinned;
    private final FloatBuffer[] places;

    /// Of the steps that are under way; Java has no arrays of `T`.
    private final Object[] to;

    private final int[] sizes;
    private int underWay;
    private boolean closed;

    CudaReadout(Device device, CudaBuffer values, Reader<T> reader) {
        this.device = device;
        this.values = values;
        this.reader = reader;
        int bytes = Math.multiplyExact(Math.max(1, values.size()), Float.BYTES);
        int count = Math.clamp(MOST_BYTES / bytes, 1, MOST_PLACES);
        this.pinned = device.allocatePinned((long) bytes * count);
        this.places = new FloatBuffer[count];
        for (int i = 0; i < count; i++) {
            places[i] = MemorySegment.ofAddress(pinned + (long) bytes * i)
                    .reinterpret(bytes)
                    .asByteBuffer()
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
        }
        this.to = new Object[count];
        this.sizes = new int[count];
    }

    @Override
    public void read(T scores, int size) {
        if (underWay == places.length) {
            settle();
        }
        device.beginDownload(values, pinned + (long) underWay * values.size() * Float.BYTES);
        to[underWay] = scores;
        sizes[underWay] = size;
        underWay++;
    }

    @Override
    @SuppressWarnings("unchecked") // put there by `read`
    public void settle() {
        if (underWay == 0) {
            return;
        }
        int taken = underWay;
        // Whoever breaks here leaves nothing behind that would be added twice.
        underWay = 0;
        device.synchronize();
        for (int i = 0; i < taken; i++) {
            reader.take(places[i].clear(), (T) to[i], sizes[i]);
        }
    }

    void close() {
        if (!closed) {
            closed = true;
            device.freePinned(pinned);
        }
    }
}
