package dev.millrace.datasets;

import java.nio.ByteBuffer;

/// The inputs of examples. For any number of threads.
interface Inputs {
    /// Puts the bytes of input `index` at the position of `target`, and moves it past them.
    void copy(int index, ByteBuffer target);
}
