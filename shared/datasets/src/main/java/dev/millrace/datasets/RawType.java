package dev.millrace.datasets;

import dev.millrace.nn.DType;
import java.nio.ByteBuffer;
import java.util.Locale;

/// The numbers that files made elsewhere hold, by NumPy's names. They become those of a dataset exactly, or not at all;
/// only `float64` is rounded, to the nearest `float32`.
public enum RawType {
    BOOL(1),
    UINT8(1),
    INT8(1),
    UINT16(2),
    INT16(2),
    UINT32(4),
    INT32(4),
    UINT64(8),
    INT64(8),
    FLOAT16(2),
    FLOAT32(4),
    FLOAT64(8);

    private final int bytes;

    RawType(int bytes) {
        this.bytes = bytes;
    }

    /// Bytes that one number takes.
    public int bytes() {
        return bytes;
    }

    /// Whether all of its numbers are whole.
    public boolean isWhole() {
        return switch (this) {
            case BOOL, UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64 -> true;
            case FLOAT16, FLOAT32, FLOAT64 -> false;
        };
    }

    /// What its numbers become where nothing else is asked for.
    public DType natural() {
        return switch (this) {
            case BOOL, UINT8 -> DType.U8;
            case INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64 -> DType.I32;
            case FLOAT16, FLOAT32, FLOAT64 -> DType.F32;
        };
    }

    /// Whether its numbers can become `dtype`: whole ones any that holds them, others `F32` alone.
    public boolean canBecome(DType dtype) {
        return isWhole() || dtype == DType.F32;
    }

    /// Turns up to `count` numbers at the position of `from` into `dtype`, and puts them at the position of `to`. Both
    /// positions move past what was done, and stop before the first number that `dtype` does not hold.
    ///
    /// @param dtype one that these numbers can become
    /// @return how many were done
    public int convert(ByteBuffer from, DType dtype, ByteBuffer to, int count) {
        if (this == UINT8 && dtype == DType.U8) {
            to.put(from.slice(from.position(), count));
            from.position(from.position() + count);
            return count;
        }
        for (int done = 0; done < count; done++) {
            int start = from.position();
            if (!(isWhole() ? put(whole(from), dtype, to) : put(real(from), to))) {
                from.position(start);
                return done;
            }
        }
        return count;
    }

    /// The number at the position of `from`, as people write it.
    public String text(ByteBuffer from) {
        ByteBuffer copy = from.duplicate().order(from.order());
        if (!isWhole()) {
            return String.valueOf(real(copy));
        }
        return this == UINT64 ? Long.toUnsignedString(copy.getLong()) : String.valueOf(whole(copy));
    }

    /// What `dtype` holds, for messages about a number that it does not.
    public static String held(DType dtype) {
        return switch (dtype) {
            case U8 -> "whole numbers from 0 to 255";
            case I32 -> "whole numbers of 32 bits, from -2147483648 to 2147483647";
            case F32 -> "numbers that are finite, no larger than 3.4e38, and exact as float32 where they are whole";
        };
    }

    private static boolean put(long value, DType dtype, ByteBuffer to) {
        switch (dtype) {
            case U8 -> {
                if (value != (value & 0xff)) {
                    return false;
                }
                to.put((byte) value);
            }
            case I32 -> {
                if (value != (int) value) {
                    return false;
                }
                to.putInt((int) value);
            }
            case F32 -> {
                // The largest long is rounded up to 2^63, and back again.
                if ((long) (float) value != value || value == Long.MAX_VALUE) {
                    return false;
                }
                to.putFloat((float) value);
            }
        }
        return true;
    }

    private static boolean put(double value, ByteBuffer to) {
        float rounded = (float) value;
        if (!Float.isFinite(rounded)) {
            return false;
        }
        to.putFloat(rounded);
        return true;
    }

    /// A number without a sign from 2^63 on becomes the largest `long`, which no dtype holds.
    private long whole(ByteBuffer from) {
        return switch (this) {
            case BOOL -> from.get() == 0 ? 0 : 1;
            case UINT8 -> from.get() & 0xff;
            case INT8 -> from.get();
            case UINT16 -> from.getShort() & 0xffff;
            case INT16 -> from.getShort();
            case UINT32 -> from.getInt() & 0xffffffffL;
            case INT32 -> from.getInt();
            case UINT64 -> {
                long value = from.getLong();
                yield value < 0 ? Long.MAX_VALUE : value;
            }
            case INT64 -> from.getLong();
            case FLOAT16, FLOAT32, FLOAT64 -> throw new IllegalStateException(toString());
        };
    }

    private double real(ByteBuffer from) {
        return switch (this) {
            case FLOAT16 -> Float.float16ToFloat(from.getShort());
            case FLOAT32 -> from.getFloat();
            case FLOAT64 -> from.getDouble();
            case BOOL, UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64 ->
                throw new IllegalStateException(toString());
        };
    }

    /// NumPy's name: `float32`.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
