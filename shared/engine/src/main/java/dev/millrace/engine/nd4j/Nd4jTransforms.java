package dev.millrace.engine.nd4j;

import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.GradientTransform;
import dev.millrace.engine.kernel.Op;
import dev.millrace.engine.kernel.Scalars;
import java.nio.FloatBuffer;
import java.util.List;

/// What is done with gradients before an update and with weights after it, value by value in ND4J's memory.
final class Nd4jTransforms {
    private Nd4jTransforms() {}

    static Op of(GradientTransform transform, Buffer gradients, List<Buffer> variables) {
        FloatBuffer g = Nd4jLoops.host(gradients);
        List<FloatBuffer> parts = variables.stream().map(Nd4jLoops::host).toList();
        return switch (transform) {
            case GradientTransform.Accumulate accumulate -> accumulate(g, Nd4jLoops.host(accumulate.sums()));
            case GradientTransform.Mean mean -> mean(g, Nd4jLoops.host(mean.sums()), mean.steps());
            case GradientTransform.ClipByValue clip -> clip(g, (float) clip.limit());
            case GradientTransform.ClipByNorm clip ->
                () -> parts.forEach(part -> scale(
                        part, (float) clip.limit(), Math.max((float) Math.sqrt(squares(part)), (float) clip.limit())));
            case GradientTransform.ClipByGlobalNorm clip ->
                () -> scale(
                        g,
                        clip.factor((float) Math.sqrt(parts.stream()
                                .mapToDouble(Nd4jTransforms::squares)
                                .sum())),
                        1);
        };
    }

    private static Op accumulate(FloatBuffer g, FloatBuffer sums) {
        return () -> {
            for (int i = 0; i < g.capacity(); i++) {
                sums.put(i, sums.get(i) + g.get(i));
            }
        };
    }

    private static Op mean(FloatBuffer g, FloatBuffer sums, int steps) {
        return () -> {
            for (int i = 0; i < g.capacity(); i++) {
                g.put(i, (g.get(i) + sums.get(i)) / steps);
                sums.put(i, 0);
            }
        };
    }

    private static Op clip(FloatBuffer g, float limit) {
        return () -> {
            for (int i = 0; i < g.capacity(); i++) {
                g.put(i, Math.clamp(g.get(i), -limit, limit));
            }
        };
    }

    private static double squares(FloatBuffer values) {
        double sum = 0;
        for (int i = 0; i < values.capacity(); i++) {
            double value = values.get(i);
            sum += value * value;
        }
        return sum;
    }

    private static void scale(FloatBuffer values, float factor, float divisor) {
        for (int i = 0; i < values.capacity(); i++) {
            values.put(i, values.get(i) * factor / divisor);
        }
    }

    static Op movingAverage(Buffer weights, Buffer average, Buffer scalars) {
        FloatBuffer w = Nd4jLoops.host(weights);
        FloatBuffer a = Nd4jLoops.host(average);
        FloatBuffer c = Nd4jLoops.host(scalars);
        return () -> {
            float momentum = c.get(Scalars.AVERAGE_MOMENTUM);
            boolean overwrites = c.get(Scalars.AVERAGE_OVERWRITES) != 0;
            for (int i = 0; i < w.capacity(); i++) {
                float next = momentum * a.get(i) + (1 - momentum) * w.get(i);
                a.put(i, next);
                if (overwrites) {
                    w.put(i, next);
                }
            }
        };
    }
}
