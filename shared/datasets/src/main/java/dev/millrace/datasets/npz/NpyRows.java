package dev.millrace.datasets.npz;

import dev.millrace.datasets.RawValues;
import java.nio.ByteBuffer;

/// The rows of an array: what it holds for one example after the other, the last axis varying fastest.
interface NpyRows {
    /// Puts the next row at the position of `to`.
    ///
    /// @throws dev.millrace.datasets.DatasetException if a value of it is not to be had
    void next(ByteBuffer to);

    /// After the last row.
    ///
    /// @throws dev.millrace.datasets.DatasetException if the file is damaged
    void finish();

    /// Rows that are stored one after the other.
    ///
    /// @param name of the array, for messages
    /// @param width how many values each has
    /// @param entry which `values` reads
    record InOrder(String name, RawValues values, int width, CheckedEntry entry) implements NpyRows {
        @Override
        public void next(ByteBuffer to) {
            values.next(to, width);
        }

        @Override
        public void finish() {
            entry.finish(name);
        }
    }
}
