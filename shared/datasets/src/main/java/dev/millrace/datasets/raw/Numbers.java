package dev.millrace.datasets.raw;

import dev.millrace.datasets.DatasetException;
import dev.millrace.nn.DType;
import java.nio.ByteBuffer;

/// Numbers as inputs hold them.
final class Numbers {
    private Numbers() {}

    /// Puts `value` at the position of `to`.
    ///
    /// @param text how it was written, for messages
    /// @throws DatasetException if inputs of this type cannot hold it
    static void put(double value, String text, DType dtype, String where, ByteBuffer to) {
        switch (dtype) {
            case U8 -> {
                check(
                        value >= 0 && value <= 255 && value == Math.rint(value),
                        "a whole number from 0 to 255",
                        where,
                        text);
                to.put((byte) value);
            }
            case I32 -> {
                check(value == (int) value, "a whole number of 32 bits", where, text);
                to.putInt((int) value);
            }
            case F32 -> {
                check(Float.isFinite((float) value), "a number of at most 3.4e38", where, text);
                to.putFloat((float) value);
            }
        }
    }

    private static void check(boolean fits, String expected, String where, String text) {
        if (!fits) {
            throw new DatasetException(
                    where + " cannot be an input. Expected: " + expected + ". Received: " + text + ".");
        }
    }
}
