package dev.millrace.engine.cuda;

import dev.millrace.engine.cuda.CudaChain.Grid;

/// How sums of columns over many rows are made: of chunks of rows first, then of the chunks in their order. Chunks
/// follow from the shape alone, so that every device computes the same bits.
///
/// @param size rows of a chunk; the last may have fewer
/// @param count of chunks
record Chunks(int rows, int columns, int size, int count) {
    /// Threads of a block: 16 for each of a warp of columns (`WALKERS`).
    static final int THREADS = 512;

    private static final int WARP = 32;

    /// Rows that are worth a chunk.
    private static final int LEAST = 64;

    private static final int MOST = 128;

    /// Blocks that keep a device busy.
    private static final int BLOCKS = 256;

    static Chunks of(int rows, int columns) {
        int most = Math.clamp(BLOCKS / blocks(columns), 1, MOST);
        int size = Math.ceilDiv(rows, Math.clamp(rows / LEAST, 1, most));
        return new Chunks(rows, columns, size, Math.ceilDiv(rows, size));
    }

    /// A block for each chunk of each warp of columns.
    Grid grid() {
        return new Grid(blocks(columns), count, 1);
    }

    /// A block for each warp of columns.
    static Grid grid(int columns) {
        return Grid.of(blocks(columns));
    }

    private static int blocks(int columns) {
        return Math.ceilDiv(columns, WARP);
    }

    /// Adds the sums of the columns of `x` to a chain.
    ///
    /// @param x address of `(rows, columns)`
    /// @param sums address of `(columns,)`
    void sum(CudaKernels kernels, CudaChain chain, long x, long sums) {
        if (count == 1) {
            chain.launch("chunk_sums", grid(), THREADS, rows, columns, size, x, sums);
        } else {
            long partials = kernels.scratch(Math.multiplyExact(count, columns)).address();
            chain.launch("chunk_sums", grid(), THREADS, rows, columns, size, x, partials);
            add(chain, count, columns, partials, sums);
        }
    }

    /// Adds the sum of `partials`, `(chunks, columns)`, to a chain.
    static void add(CudaChain chain, int chunks, int columns, long partials, long sums) {
        chain.launch("add_chunks", grid(columns), THREADS, chunks, columns, partials, sums);
    }
}
