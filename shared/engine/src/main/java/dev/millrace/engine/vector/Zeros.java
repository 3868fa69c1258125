package dev.millrace.engine.vector;

/// Finds where a matrix is zero: zeros need not be multiplied. As nothing is computed with those that are left out,
/// zero times infinity counts as zero there.
sealed interface Zeros extends Phase permits Nonzeros, SparseBlocks {
    /// Whether so much was zero that the rest is worth picking out.
    boolean sparse();

    /// Those of the inputs of a dense layer of that shape, in the form in which it can leave them out.
    static Zeros of(DenseShape shape, VectorBuffer x) {
        return shape.small()
                ? new Nonzeros(x, shape.rows(), shape.inputs())
                : new SparseBlocks(x, shape.rows(), shape.inputs());
    }
}
