package dev.millrace.engine.program;

import java.nio.FloatBuffer;
import java.util.function.DoubleSupplier;

/// Random matrices whose rows or columns, whichever are fewer, are orthogonal to each other: Gram and Schmidt's method,
/// each vector twice, on normally distributed values. Its factors are positive, which is the sign that Keras corrects
/// to.
final class Orthogonal {
    private Orthogonal() {}

    /// Fills `values`, row-major with `columns` columns, and flips it.
    static FloatBuffer fill(FloatBuffer values, int columns, double gain, DoubleSupplier normal) {
        int rows = values.capacity() / columns;
        int vectors = Math.min(rows, columns);
        int length = Math.max(rows, columns);
        double[][] basis = new double[vectors][length];
        for (int i = 0; i < vectors; i++) {
            do {
                for (int j = 0; j < length; j++) {
                    basis[i][j] = normal.getAsDouble();
                }
            } while (!orthogonalise(basis, i));
        }
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                values.put((float) (gain * (rows < columns ? basis[row][column] : basis[column][row])));
            }
        }
        return values.flip();
    }

    /// Makes vector `i` orthogonal to those before it and of length 1; false if it depends on them.
    private static boolean orthogonalise(double[][] basis, int i) {
        double[] vector = basis[i];
        for (int pass = 0; pass < 2; pass++) {
            for (int k = 0; k < i; k++) {
                double along = dot(basis[k], vector);
                for (int j = 0; j < vector.length; j++) {
                    vector[j] -= along * basis[k][j];
                }
            }
        }
        double norm = Math.sqrt(dot(vector, vector));
        for (int j = 0; j < vector.length; j++) {
            vector[j] /= norm;
        }
        return norm > 1e-9;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
