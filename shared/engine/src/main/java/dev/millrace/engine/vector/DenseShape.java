package dev.millrace.engine.vector;

/// The shape of a dense layer's work, and what is decided by it.
///
/// @param rows of a mini-batch
/// @param inputs rows of the kernel
/// @param units columns of the kernel
record DenseShape(int rows, int inputs, int units) {
    /// Up to so many rows the kernel is worked on by blocks of columns, forward and backward alike, so that each
    /// core keeps its part of it; and `dx` is summed along the kernel's rows instead of from transposed gradients.
    private static final int SMALL = 12;

    private static final int WIDE = 256;
    private static final int NARROW = 128;

    boolean small() {
        return rows <= SMALL;
    }

    /// How many columns of the kernel are worked on together.
    int columnBlock() {
        return small() && units > WIDE ? WIDE : NARROW;
    }

    int columnBlocks() {
        return Math.ceilDiv(units, columnBlock());
    }

    /// How many rows of the kernel get their gradient together: few enough for it to stay in a core's own cache,
    /// and a multiple of 16, so that they begin at whole cache lines.
    int panel() {
        return units > 1024 ? 16 : 32;
    }

    int panels() {
        return Math.ceilDiv(inputs, panel());
    }

    /// What a product of this shape takes one thread, roughly.
    long nanos() {
        return (long) inputs * units * (rows + 2) / 40;
    }
}
