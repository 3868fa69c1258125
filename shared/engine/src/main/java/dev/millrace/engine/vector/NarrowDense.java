package dev.millrace.engine.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// What `Dots` and `Outer` do, for kernels whose rows are no longer than a vector: that of a layer with a few
/// classes.
final class NarrowDense {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    private NarrowDense() {}

    /// `out[e][i] = sum(d[e][j] * W[i][j])`, then `W[i] += alpha * sum(x[e][i] * d[e])`, for four rows `i` and all
    /// examples `e`.
    ///
    /// @param n columns, no more than a vector has
    /// @param ldx from an example of `x` to the next
    /// @param ldo from an example of `out` to the next
    /// @param scratch of `Lanes.SUMS` floats
    static void step(
            int examples,
            int n,
            float[] x,
            int xo,
            int ldx,
            float[] d,
            int at,
            int ldd,
            float[] w,
            int wo,
            int ldw,
            float[] out,
            int oo,
            int ldo,
            float alpha,
            float[] scratch) {
        VectorMask<Float> mask = Lanes.first(n);
        FloatVector w0 = FloatVector.fromArray(S, w, wo, mask);
        FloatVector w1 = FloatVector.fromArray(S, w, wo + ldw, mask);
        FloatVector w2 = FloatVector.fromArray(S, w, wo + 2 * ldw, mask);
        FloatVector w3 = FloatVector.fromArray(S, w, wo + 3 * ldw, mask);
        FloatVector v0 = w0;
        FloatVector v1 = w1;
        FloatVector v2 = w2;
        FloatVector v3 = w3;
        for (int e = 0; e < examples; e++) {
            FloatVector v = FloatVector.fromArray(S, d, at + e * ldd, mask);
            w0.mul(v).intoArray(scratch, 0);
            w1.mul(v).intoArray(scratch, L);
            w2.mul(v).intoArray(scratch, 2 * L);
            w3.mul(v).intoArray(scratch, 3 * L);
            Lanes.sums(scratch, 0, out, oo + e * ldo);
            int xt = xo + e * ldx;
            v0 = v.fma(FloatVector.broadcast(S, alpha * x[xt]), v0);
            v1 = v.fma(FloatVector.broadcast(S, alpha * x[xt + 1]), v1);
            v2 = v.fma(FloatVector.broadcast(S, alpha * x[xt + 2]), v2);
            v3 = v.fma(FloatVector.broadcast(S, alpha * x[xt + 3]), v3);
        }
        v0.intoArray(w, wo, mask);
        v1.intoArray(w, wo + ldw, mask);
        v2.intoArray(w, wo + 2 * ldw, mask);
        v3.intoArray(w, wo + 3 * ldw, mask);
    }
}
