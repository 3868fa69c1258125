package dev.millrace.engine.kernel;

/// A buffer read as a row-major matrix `(rows, columns)`.
public record Matrix(Buffer buffer, int rows, int columns) {
    public Matrix {
        if (buffer.size() != Math.multiplyExact(rows, columns)) {
            throw new IllegalArgumentException("A matrix (" + rows + ", " + columns + ") has " + (long) rows * columns
                    + " values. Received: a buffer of " + buffer.size());
        }
    }
}
