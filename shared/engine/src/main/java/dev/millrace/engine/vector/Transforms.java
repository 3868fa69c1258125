package dev.millrace.engine.vector;

import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.GradientTransform;
import dev.millrace.engine.kernel.Scalars;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// What is done with gradients before an update, and with weights after it. As in an [Updater] every step is written
/// out.
final class Transforms {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    private Transforms() {}

    /// @param gradients the whole buffer
    /// @param variables the part of it that each variable has
    static Plan of(Workers workers, GradientTransform transform, VectorBuffer gradients, List<VectorBuffer> variables) {
        int size = gradients.size();
        float[] g = gradients.array();
        return switch (transform) {
            case GradientTransform.Accumulate accumulate -> {
                VectorBuffer sums = VectorBuffer.of(accumulate.sums());
                float[] s = sums.array();
                Blocks phase = new Blocks(0, size, 0.3, (from, to) -> Sums.add(to - from, g, from, s, from));
                yield Plan.of(workers, List.of(phase), gradients, sums);
            }
            case GradientTransform.Mean mean -> {
                VectorBuffer sums = VectorBuffer.of(mean.sums());
                float[] s = sums.array();
                Blocks phase = new Blocks(0, size, 0.4, (from, to) -> mean(g, s, from, to, mean.steps()));
                yield Plan.of(workers, List.of(phase), gradients, sums);
            }
            case GradientTransform.ClipByValue clip -> {
                float limit = (float) clip.limit();
                Blocks phase = new Blocks(0, size, 0.2, (from, to) -> clip(g, from, to, limit));
                yield Plan.of(workers, List.of(phase), gradients);
            }
            case GradientTransform.ClipByNorm clip ->
                Plan.of(
                        workers,
                        new GradientNorms(g, variables, (float) clip.limit(), null, workers.lanes()).phases(),
                        gradients);
            case GradientTransform.ClipByGlobalNorm clip ->
                Plan.of(
                        workers,
                        new GradientNorms(g, variables, (float) clip.limit(), clip, workers.lanes()).phases(),
                        gradients);
        };
    }

    private static void mean(float[] g, float[] sums, int from, int to, int steps) {
        for (int i = from; i < to; i += L) {
            FloatVector.fromArray(S, g, i)
                    .add(FloatVector.fromArray(S, sums, i))
                    .div(steps)
                    .intoArray(g, i);
            FloatVector.zero(S).intoArray(sums, i);
        }
    }

    private static void clip(float[] g, int from, int to, float limit) {
        for (int i = from; i < to; i += L) {
            FloatVector.fromArray(S, g, i).max(-limit).min(limit).intoArray(g, i);
        }
    }

    /// As `Kernels.movingAverage` has it, of whole buffers.
    static Plan movingAverage(Workers workers, VectorBuffer weights, VectorBuffer average, Buffer scalars) {
        float[] w = weights.array();
        float[] a = average.array();
        float[] c = VectorBuffer.of(scalars).array();
        var blocks = new Blocks(
                0,
                weights.size(),
                0.3,
                (from, to) -> average(w, a, from, to, c[Scalars.AVERAGE_MOMENTUM], c[Scalars.AVERAGE_OVERWRITES] != 0));
        return Plan.of(workers, List.of(blocks), weights, average, scalars);
    }

    /// `a = m * a + (1 - m) * w`, and where that is due `w = a`.
    private static void average(float[] w, float[] a, int from, int to, float momentum, boolean overwrites) {
        FloatVector m = FloatVector.broadcast(S, momentum);
        FloatVector rest = FloatVector.broadcast(S, 1 - momentum);
        for (int i = from; i < to; i += L) {
            FloatVector next = FloatVector.fromArray(S, w, i)
                    .mul(rest)
                    .add(FloatVector.fromArray(S, a, i).mul(m));
            next.intoArray(a, i);
            if (overwrites) {
                next.intoArray(w, i);
            }
        }
    }
}
