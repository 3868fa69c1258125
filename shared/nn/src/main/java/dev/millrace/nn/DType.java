package dev.millrace.nn;

/// How one value lies in memory.
public enum DType {
    /// Unsigned integer of one byte: a pixel, a class number.
    U8(1),
    /// Signed integer of four bytes: a class number.
    I32(4),
    /// IEEE 754 single precision.
    F32(4);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /// Bytes that one value takes.
    public int bytes() {
        return bytes;
    }
}
