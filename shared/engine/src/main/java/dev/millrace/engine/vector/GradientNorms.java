package dev.millrace.engine.vector;

import dev.millrace.engine.kernel.GradientTransform.ClipByGlobalNorm;
import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/// Gradients made no longer than a limit: those of each variable, or all together.
///
/// A block's squares are summed by whoever takes it, the sums of the blocks by one thread in the order of the blocks:
/// the same bits for any number of threads.
final class GradientNorms {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    /// Values whose squares are added up in float32 before they go on in float64.
    private static final int RUN = 32 * L;

    private final float[] g;
    private final float limit;
    private final @Nullable ClipByGlobalNorm together;

    /// Where each block begins and ends, and which variable it is of.
    private final List<Integer> first = new ArrayList<>();

    private final List<Integer> end = new ArrayList<>();
    private final List<Integer> variable = new ArrayList<>();

    /// Of each block.
    private final double[] squares;

    /// Of each variable: `g` is multiplied by the one, then divided by the other.
    private final float[] factors;

    private final float[] divisors;

    /// Room for each thread to add up lanes.
    private final float[][] scratch;

    /// @param variables parts of `g`, each beginning at a whole cache line, with zeros behind it up to the next
    /// @param limit of the norm of each variable's gradient
    /// @param together where there is one, for all variables at once
    /// @param lanes threads that may be at work
    GradientNorms(
            float[] g, List<VectorBuffer> variables, float limit, @Nullable ClipByGlobalNorm together, int lanes) {
        this.g = g;
        this.together = together;
        this.limit = limit;
        for (int v = 0; v < variables.size(); v++) {
            VectorBuffer part = variables.get(v);
            int to = part.offset() + part.size();
            for (int from = part.offset(); from < to; from += Blocks.SIZE) {
                first.add(from);
                end.add(Math.min(to, from + Blocks.SIZE));
                variable.add(v);
            }
        }
        this.squares = new double[first.size()];
        this.factors = new float[variables.size()];
        this.divisors = new float[variables.size()];
        this.scratch = new float[lanes][L];
    }

    List<Phase> phases() {
        return List.of(
                each(0.2, (block, lane) -> squares[block] = sum(first.get(block), end.get(block), scratch[lane])),
                Phase.alone(this::combine),
                each(0.3, (block, lane) -> scale(block)));
    }

    /// What is done with a block.
    private interface Work {
        void run(int block, int lane);
    }

    /// @param nanos that a value takes
    private Phase each(double nanos, Work work) {
        return new Phase() {
            @Override
            public int blocks() {
                return Math.max(1, squares.length);
            }

            @Override
            public long nanos() {
                return Math.round(nanos * Blocks.SIZE * squares.length);
            }

            @Override
            public void run(int block, int lane) {
                if (block < squares.length) {
                    work.run(block, lane);
                }
            }
        };
    }

    private double sum(int from, int to, float[] lanes) {
        double sum = 0;
        for (int run = from; run < to; run += RUN) {
            FloatVector s = FloatVector.zero(S);
            for (int i = run; i < Math.min(to, run + RUN); i += L) {
                FloatVector v = FloatVector.fromArray(S, g, i);
                s = v.fma(v, s);
            }
            s.intoArray(lanes, 0);
            for (float lane : lanes) {
                sum += lane;
            }
        }
        return sum;
    }

    private void combine() {
        double all = 0;
        for (int block = 0; block < squares.length; ) {
            int v = variable.get(block);
            double own = 0;
            while (block < squares.length && variable.get(block) == v) {
                own += squares[block++];
            }
            all += own;
            factors[v] = limit;
            divisors[v] = Math.max((float) Math.sqrt(own), limit);
        }
        if (together != null) {
            float factor = together.factor((float) Math.sqrt(all));
            for (int v = 0; v < factors.length; v++) {
                factors[v] = factor;
                divisors[v] = 1;
            }
        }
    }

    private void scale(int block) {
        int v = variable.get(block);
        float factor = factors[v];
        float divisor = divisors[v];
        int to = end.get(block);
        for (int i = first.get(block); i < to; i += L) {
            FloatVector.fromArray(S, g, i).mul(factor).div(divisor).intoArray(g, i);
        }
    }
}
