package dev.millrace.engine.vector;

/// The shape of a dense layer's work, and what is decided by it.
///
/// @param rows of a mini-batch
/// @param inputs rows of the kernel
/// @param units columns of the kernel
record DenseShape(int rows, int inputs, int units) {
    /// Rows of the kernel that are never parted: so many begin and end with whole cache lines.
    static final int STRIP = 16;

    /// Up to so many examples the kernel is worked on by blocks of its rows, forward and backward alike, so that
    /// each core keeps its part of it.
    private static final int SMALL = 16;

    /// Kernels smaller than this are not worth parting.
    private static final int WHOLE = 16384;

    private static final int COLUMNS = 128;

    boolean small() {
        return rows <= SMALL;
    }

    /// How many rows of the kernel are worked on together where the mini-batch is small.
    int rowBlock() {
        int blocks = inputs * (long) units < WHOLE || inputs < 128 ? 1 : inputs < 256 ? 2 : 4;
        return Math.ceilDiv(inputs, blocks * STRIP) * STRIP;
    }

    int rowBlocks() {
        return Math.ceilDiv(inputs, rowBlock());
    }

    /// How many columns of the kernel are worked on together where the mini-batch is not small.
    int columnBlock() {
        return COLUMNS;
    }

    int columnBlocks() {
        return Math.ceilDiv(units, columnBlock());
    }

    /// How many rows of the kernel get their gradient together where the mini-batch is not small: few enough for it
    /// to stay in a core's own cache.
    int panel() {
        return units > 1024 ? STRIP : 2 * STRIP;
    }

    int panels() {
        return Math.ceilDiv(inputs, panel());
    }

    /// Rows of a transposed mini-batch: whole vectors. None where `dx` is summed along the kernel's rows instead.
    int examples() {
        return small() ? 0 : Lanes.padded(rows);
    }

    /// What a product of this shape takes one thread, roughly.
    long nanos() {
        return (long) inputs * units * (rows + 2) / 40;
    }
}
