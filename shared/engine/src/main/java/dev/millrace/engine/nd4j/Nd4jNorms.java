package dev.millrace.engine.nd4j;

import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.Matrix;
import dev.millrace.engine.kernel.NormKernels;
import dev.millrace.engine.kernel.NormRange;
import dev.millrace.engine.kernel.Op;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/// Normalisations as they are written down, summed in double precision.
final class Nd4jNorms implements NormKernels {
    private static FloatBuffer host(Buffer buffer) {
        return ((Nd4jBuffer) buffer).host();
    }

    private static float at(@Nullable Buffer buffer, int i, float otherwise) {
        return buffer == null ? otherwise : host(buffer).get(i);
    }

    @Override
    public Op limit(NormRange range, int outer, int along, int inner, Buffer weights) {
        FloatBuffer w = host(weights);
        return () -> {
            for (int line = 0; line < outer * inner; line++) {
                int first = line / inner * along * inner + line % inner;
                double squares = 0;
                for (int i = 0; i < along; i++) {
                    double value = w.get(first + i * inner);
                    squares += value * value;
                }
                float factor = range.factor(squares);
                for (int i = 0; i < along; i++) {
                    w.put(first + i * inner, w.get(first + i * inner) * factor);
                }
            }
        };
    }

    @Override
    public Op byGiven(Scaling scaling, Buffer mean, Buffer variance, Matrix x, Matrix y) {
        FloatBuffer from = host(x.buffer());
        FloatBuffer to = host(y.buffer());
        return () -> {
            for (int i = 0; i < from.capacity(); i++) {
                int c = i % x.columns();
                double normal = (from.get(i) - host(mean).get(c))
                        / Math.sqrt(host(variance).get(c) + scaling.epsilon());
                to.put(i, (float) (normal * at(scaling.gamma(), c, 1) + at(scaling.beta(), c, 0)));
            }
        };
    }

    @Override
    public Op byGivenGradient(Scaling scaling, Buffer variance, Matrix dy, Matrix dx) {
        FloatBuffer from = host(dy.buffer());
        FloatBuffer to = host(dx.buffer());
        return () -> {
            for (int i = 0; i < from.capacity(); i++) {
                int c = i % dy.columns();
                double factor =
                        at(scaling.gamma(), c, 1) / Math.sqrt(host(variance).get(c) + scaling.epsilon());
                to.put(i, (float) (from.get(i) * factor));
            }
        };
    }

    @Override
    public Op byColumns(
            Scaling scaling,
            float momentum,
            Buffer movingMean,
            Buffer movingVariance,
            Matrix x,
            Buffer saved,
            Matrix y) {
        return () -> {
            for (int c = 0; c < x.columns(); c++) {
                float variance = normalise(scaling, x, c, x.columns(), x.rows(), c, 0, host(saved), c, x.columns(), y);
                move(host(movingMean), c, momentum, host(saved).get(c));
                move(host(movingVariance), c, momentum, variance);
            }
        };
    }

    private static void move(FloatBuffer moving, int c, float momentum, float value) {
        moving.put(c, (float) ((double) moving.get(c) * momentum + value * (1.0 - momentum)));
    }

    @Override
    public Op byRows(Scaling scaling, Matrix x, Buffer saved, Matrix y) {
        return () -> {
            for (int row = 0; row < x.rows(); row++) {
                normalise(scaling, x, row * x.columns(), 1, x.columns(), 0, 1, host(saved), row, x.rows(), y);
            }
        };
    }

    /// Normalises `n` values from `from` on, `stride` apart, whose columns begin at `column` and are `step` apart.
    ///
    /// @return their variance
    private static float normalise(
            Scaling scaling,
            Matrix x,
            int from,
            int stride,
            int n,
            int column,
            int step,
            FloatBuffer saved,
            int at,
            int half,
            Matrix y) {
        FloatBuffer in = host(x.buffer());
        FloatBuffer out = host(y.buffer());
        double mean = 0;
        for (int i = 0; i < n; i++) {
            mean += in.get(from + i * stride);
        }
        mean /= n;
        double variance = 0;
        for (int i = 0; i < n; i++) {
            double d = in.get(from + i * stride) - mean;
            variance += d * d;
        }
        variance /= n;
        double inverse = 1 / Math.sqrt(variance + scaling.epsilon());
        for (int i = 0; i < n; i++) {
            int c = column + i * step;
            double normal = (in.get(from + i * stride) - mean) * inverse;
            out.put(from + i * stride, (float) (normal * at(scaling.gamma(), c, 1) + at(scaling.beta(), c, 0)));
        }
        saved.put(at, (float) mean);
        saved.put(half + at, (float) inverse);
        return (float) variance;
    }

    @Override
    public Op byColumnsGradient(
            Scaling scaling,
            Matrix x,
            Buffer saved,
            Matrix dy,
            @Nullable Buffer dGamma,
            @Nullable Buffer dBeta,
            Matrix dx) {
        return () -> {
            for (int c = 0; c < x.columns(); c++) {
                sums(x, c, host(saved), c, x.columns(), dy, dGamma, dBeta);
                gradient(scaling, x, c, x.columns(), x.rows(), c, 0, host(saved), c, x.columns(), dy, dx);
            }
        };
    }

    @Override
    public Op byRowsGradient(
            Scaling scaling,
            Matrix x,
            Buffer saved,
            Matrix dy,
            @Nullable Buffer dGamma,
            @Nullable Buffer dBeta,
            Matrix dx) {
        return () -> {
            for (int c = 0; c < x.columns(); c++) {
                sums(x, c, host(saved), -1, x.rows(), dy, dGamma, dBeta);
            }
            for (int row = 0; row < x.rows(); row++) {
                gradient(scaling, x, row * x.columns(), 1, x.columns(), 0, 1, host(saved), row, x.rows(), dy, dx);
            }
        };
    }

    /// `dBeta = sum(dy)`, `dGamma = sum(dy * n)` of one column, `n` the normalised values.
    ///
    /// @param at of the mean and the deviation in `saved`; -1: they are each row's
    private static void sums(
            Matrix x,
            int column,
            FloatBuffer saved,
            int at,
            int half,
            Matrix dy,
            @Nullable Buffer dGamma,
            @Nullable Buffer dBeta) {
        double gamma = 0;
        double beta = 0;
        for (int row = 0; row < x.rows(); row++) {
            int i = row * x.columns() + column;
            int of = at < 0 ? row : at;
            double normal = ((double) host(x.buffer()).get(i) - saved.get(of)) * saved.get(half + of);
            double d = host(dy.buffer()).get(i);
            gamma += d * normal;
            beta += d;
        }
        if (dGamma != null) {
            host(dGamma).put(column, (float) gamma);
        }
        if (dBeta != null) {
            host(dBeta).put(column, (float) beta);
        }
    }

    /// `dx = (g - mean(g) - n * mean(g * n)) / deviation` with `g = dy * gamma`, of what was normalised together.
    private static void gradient(
            Scaling scaling,
            Matrix x,
            int from,
            int stride,
            int n,
            int column,
            int step,
            FloatBuffer saved,
            int at,
            int half,
            Matrix dy,
            Matrix dx) {
        FloatBuffer in = host(x.buffer());
        FloatBuffer d = host(dy.buffer());
        double mean = saved.get(at);
        double inverse = saved.get(half + at);
        double sum = 0;
        double product = 0;
        for (int i = 0; i < n; i++) {
            double g = d.get(from + i * stride) * (double) at(scaling.gamma(), column + i * step, 1);
            sum += g;
            product += g * (in.get(from + i * stride) - mean) * inverse;
        }
        for (int i = 0; i < n; i++) {
            double g = d.get(from + i * stride) * (double) at(scaling.gamma(), column + i * step, 1);
            double normal = (in.get(from + i * stride) - mean) * inverse;
            host(dx.buffer()).put(from + i * stride, (float) ((g - sum / n - normal * product / n) * inverse));
        }
    }
}
