package dev.millrace.engine.cuda;

import dev.millrace.engine.cuda.driver.Driver;
import dev.millrace.engine.data.Tensor;
import dev.millrace.nn.DType;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/// The way of a step's values to the device: one record of pinned memory for each step, with all that was loaded since
/// the last in the type in which it came; one copy, on a stream of its own; one kernel that unpacks it to where it
/// belongs.
///
/// There are two records. While the device still reads one, the host writes the other; it waits only where it is two
/// steps ahead.
///
/// ```
/// 0     how many entries there are, then entries of 32 bytes:
///       address of the floats, offset of the values, how many floats, type (see `code`), scale, columns
/// 1024  values, each entry's at a multiple of 16
/// ```
///
/// Where an entry has columns its values are classes, one for each row of so many floats.
final class Staging {
    private static final int ENTRIES = 16;
    private static final int ENTRY_BYTES = 32;
    private static final int ENTRIES_AT = 16;
    private static final int VALUES_AT = 1024;
    private static final int FIRST_BYTES = 1 << 20;
    private static final int BLOCKS = 128;
    private static final int THREADS = 256;
    private static final int ALIGNMENT = 16;

    private final Device device;
    private final Driver driver;
    private final long compute;
    private final long copies;
    private final Slot[] slots = new Slot[2];

    /// Which record is written next or being written.
    private int current;

    private int entries;
    private int used = VALUES_AT;

    /// A record on both sides, and how far it is.
    private final class Slot {
        final int bytes;
        final long pinned;
        final long landing;
        final ByteBuffer host;
        final KernelLaunch[] unpack = new KernelLaunch[ENTRIES + 1];

        /// The host may write again.
        final long copied;

        /// The device may write again.
        final long unpacked;

        Slot(int bytes) {
            this.bytes = bytes;
            this.pinned = driver.allocatePinned(bytes);
            this.landing = driver.allocate(bytes);
            this.host = MemorySegment.ofAddress(pinned)
                    .reinterpret(bytes)
                    .asByteBuffer()
                    .order(ByteOrder.LITTLE_ENDIAN);
            this.copied = driver.event(false);
            this.unpacked = driver.event(false);
            for (int n = 1; n <= ENTRIES; n++) {
                unpack[n] = device.bind("unpack", new CudaChain.Grid(BLOCKS, n, 1), THREADS, landing);
            }
        }

        void free() {
            driver.destroyEvent(copied);
            driver.destroyEvent(unpacked);
            driver.free(landing);
            driver.freePinned(pinned);
        }
    }

    Staging(Device device, Driver driver, long compute, long copies) {
        this.device = device;
        this.driver = driver;
        this.compute = compute;
        this.copies = copies;
        slots[0] = new Slot(FIRST_BYTES);
        slots[1] = new Slot(FIRST_BYTES);
    }

    /// Notes values for a step.
    ///
    /// @param columns 0 where the values become floats one by one
    void add(Tensor values, long address, int floats, int columns) {
        int bytes = Math.multiplyExact(
                values.size(), values.dtype().bytes() * values.shape().size());
        values.copy(note(address, floats, values.dtype(), bytes, values.scale(), columns));
    }

    /// Notes floats for a step.
    void add(FloatBuffer values, long address) {
        ByteBuffer to = note(address, values.remaining(), DType.F32, values.remaining() * Float.BYTES, 1, 0);
        while (values.hasRemaining()) {
            to.putFloat(values.get());
        }
    }

    /// Makes an entry; its values are to be put where the buffer is.
    private ByteBuffer note(long address, int floats, DType type, int bytes, float scale, int columns) {
        if (entries == ENTRIES
                || overlaps(address, floats)
                || (entries > 0 && (long) used + bytes > slots[current].bytes)) {
            flush();
        }
        if (entries == 0) {
            begin(Math.addExact(used, bytes));
        }
        ByteBuffer host = slots[current].host;
        int at = ENTRIES_AT + entries * ENTRY_BYTES;
        host.putLong(at, address)
                .putInt(at + 8, used)
                .putInt(at + 12, floats)
                .putInt(at + 16, code(type))
                .putFloat(at + 20, scale)
                .putInt(at + 24, columns)
                .position(used);
        used = Math.multiplyExact(Math.ceilDiv(Math.addExact(used, bytes), ALIGNMENT), ALIGNMENT);
        entries++;
        return host;
    }

    /// As staging.cu has them.
    private static int code(DType type) {
        return switch (type) {
            case U8 -> 0;
            case I32 -> 1;
            case F32 -> 2;
        };
    }

    /// Whether an entry goes to the same place: entries are unpacked all at once.
    private boolean overlaps(long address, int floats) {
        for (int i = 0; i < entries; i++) {
            ByteBuffer host = slots[current].host;
            long other = host.getLong(ENTRIES_AT + i * ENTRY_BYTES);
            long end = other + host.getInt(ENTRIES_AT + i * ENTRY_BYTES + 12) * (long) Float.BYTES;
            if (other < address + floats * (long) Float.BYTES && address < end) {
                return true;
            }
        }
        return false;
    }

    /// Takes the next record, once the device has read what it held.
    private void begin(int bytes) {
        if (slots[current].bytes < bytes) {
            driver.synchronize();
            slots[current].free();
            slots[current] = new Slot(Math.toIntExact(Long.highestOneBit(bytes - 1L) << 1));
        }
        driver.synchronizeEvent(slots[current].copied);
    }

    /// Sends what was noted on its way; what is launched from here on finds it.
    void flush() {
        if (entries == 0) {
            return;
        }
        Slot slot = slots[current];
        slot.host.putInt(0, entries);
        driver.await(copies, slot.unpacked);
        driver.toDevice(slot.landing, slot.pinned, used, copies);
        driver.record(slot.copied, copies);
        driver.await(compute, slot.copied);
        slot.unpack[entries].enqueue(driver, compute);
        driver.record(slot.unpacked, compute);
        current = 1 - current;
        entries = 0;
        used = VALUES_AT;
    }

    void close() {
        slots[0].free();
        slots[1].free();
    }
}
