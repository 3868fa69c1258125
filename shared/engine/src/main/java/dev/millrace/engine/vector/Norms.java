package dev.millrace.engine.vector;

import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.Matrix;
import dev.millrace.engine.kernel.NormKernels;
import dev.millrace.engine.kernel.NormRange;
import dev.millrace.engine.kernel.Op;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Normalisations. Sums over rows are of blocks of rows that follow from the shape alone, added in their order: the
/// same bits however many threads there are. Loops over columns are left to the compiler, which makes vectors of them.
final class Norms implements NormKernels {
    private final Workers workers;

    Norms(Workers workers) {
        this.workers = workers;
    }

    /// What is known of each column: `y = x * factor + summand`.
    private static final class Line {
        private final @Nullable VectorBuffer gamma;
        private final @Nullable VectorBuffer beta;
        private final float epsilon;
        private final float[] factor;
        private final float[] summand;

        Line(Scaling scaling, int columns) {
            this.gamma = nullable(scaling.gamma());
            this.beta = nullable(scaling.beta());
            this.epsilon = scaling.epsilon();
            this.factor = Lanes.array(columns);
            this.summand = Lanes.array(columns);
        }

        float gamma(int c) {
            return gamma == null ? 1 : gamma.array()[gamma.offset() + c];
        }

        /// Of a column with this mean and deviation.
        void set(int c, float mean, float inverse) {
            factor[c] = gamma(c) * inverse;
            summand[c] = (beta == null ? 0 : beta.array()[beta.offset() + c]) - mean * factor[c];
        }

        float inverse(float variance) {
            return (float) (1 / Math.sqrt((double) variance + epsilon));
        }
    }

    private static @Nullable VectorBuffer nullable(@Nullable Buffer buffer) {
        return buffer == null ? null : VectorBuffer.of(buffer);
    }

    @Override
    public Op limit(NormRange range, int outer, int along, int inner, Buffer weights) {
        VectorBuffer values = VectorBuffer.of(weights);
        return Plan.of(workers, List.of(new NormLimit(range, outer, along, inner, values).phase()), values);
    }

    private Op plan(@Nullable Buffer[] operands, Phase... phases) {
        return Plan.of(workers, List.of(phases), operands);
    }

    /// `y = x * factor + summand`, rows of `columns`.
    private static Phase apply(Matrix x, Matrix y, Line line) {
        VectorBuffer from = VectorBuffer.of(x);
        VectorBuffer to = VectorBuffer.of(y);
        int columns = x.columns();
        return new Rows(x.rows(), columns * 0.4, (first, end) -> {
            for (int row = first; row < end; row++) {
                line(
                        columns,
                        from.array(),
                        from.offset() + row * columns,
                        to.array(),
                        to.offset() + row * columns,
                        line);
            }
        });
    }

    private static void line(int n, float[] x, int from, float[] y, int at, Line line) {
        float[] factor = line.factor;
        float[] summand = line.summand;
        for (int c = 0; c < n; c++) {
            y[at + c] = x[from + c] * factor[c] + summand[c];
        }
    }

    @Override
    public Op byGiven(Scaling scaling, Buffer mean, Buffer variance, Matrix x, Matrix y) {
        var line = new Line(scaling, x.columns());
        VectorBuffer means = VectorBuffer.of(mean);
        VectorBuffer variances = VectorBuffer.of(variance);
        @Nullable Buffer[] operands = {scaling.gamma(), scaling.beta(), mean, variance, x.buffer(), y.buffer()};
        return plan(
                operands,
                Phase.alone(() -> {
                    for (int c = 0; c < x.columns(); c++) {
                        line.set(
                                c,
                                means.array()[means.offset() + c],
                                line.inverse(variances.array()[variances.offset() + c]));
                    }
                }),
                apply(x, y, line));
    }

    @Override
    public Op byGivenGradient(Scaling scaling, Buffer variance, Matrix dy, Matrix dx) {
        var line = new Line(new Scaling(scaling.gamma(), null, scaling.epsilon()), dy.columns());
        VectorBuffer variances = VectorBuffer.of(variance);
        @Nullable Buffer[] operands = {scaling.gamma(), variance, dy.buffer(), dx.buffer()};
        return plan(
                operands,
                Phase.alone(() -> {
                    for (int c = 0; c < dy.columns(); c++) {
                        line.set(c, 0, line.inverse(variances.array()[variances.offset() + c]));
                    }
                }),
                apply(dy, dx, line));
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
        int columns = x.columns();
        int rows = x.rows();
        var line = new Line(scaling, columns);
        VectorBuffer in = VectorBuffer.of(x);
        VectorBuffer kept = VectorBuffer.of(saved);
        VectorBuffer means = VectorBuffer.of(movingMean);
        VectorBuffer variances = VectorBuffer.of(movingVariance);
        float[] mean = Lanes.array(columns);
        var sums = new ColumnSums(rows, columns, 1);
        var squares = new ColumnSums(rows, columns, 1);
        @Nullable
        Buffer[] operands = {scaling.gamma(), scaling.beta(), movingMean, movingVariance, x.buffer(), saved, y.buffer()
        };
        return plan(
                operands,
                sums.of((row, partial, at) -> add(columns, in.array(), in.offset() + row * columns, partial, at)),
                Phase.alone(() -> {
                    for (int c = 0; c < columns; c++) {
                        mean[c] = (float) (sums.total(0, c) / rows);
                    }
                }),
                squares.of((row, partial, at) ->
                        addSquares(columns, in.array(), in.offset() + row * columns, mean, partial, at)),
                Phase.alone(() -> {
                    for (int c = 0; c < columns; c++) {
                        float variance = (float) (squares.total(0, c) / rows);
                        float inverse = line.inverse(variance);
                        kept.array()[kept.offset() + c] = mean[c];
                        kept.array()[kept.offset() + columns + c] = inverse;
                        move(means, c, momentum, mean[c]);
                        move(variances, c, momentum, variance);
                        line.set(c, mean[c], inverse);
                    }
                }),
                apply(x, y, line));
    }

    private static void move(VectorBuffer moving, int c, float momentum, float value) {
        int at = moving.offset() + c;
        moving.array()[at] = (float) ((double) moving.array()[at] * momentum + value * (1.0 - momentum));
    }

    private static void add(int n, float[] x, int from, float[] sums, int at) {
        for (int c = 0; c < n; c++) {
            sums[at + c] += x[from + c];
        }
    }

    private static void addSquares(int n, float[] x, int from, float[] mean, float[] sums, int at) {
        for (int c = 0; c < n; c++) {
            float d = x[from + c] - mean[c];
            sums[at + c] += d * d;
        }
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
        int columns = x.columns();
        int rows = x.rows();
        var line = new Line(scaling, columns);
        VectorBuffer in = VectorBuffer.of(x);
        VectorBuffer d = VectorBuffer.of(dy);
        VectorBuffer out = VectorBuffer.of(dx);
        VectorBuffer kept = VectorBuffer.of(saved);
        VectorBuffer gammas = nullable(dGamma);
        VectorBuffer betas = nullable(dBeta);
        float[] mean = Lanes.array(columns);
        // dx = dy * factor + (x - mean) * slope + summand
        float[] slope = Lanes.array(columns);
        var sums = new ColumnSums(rows, columns, 2);
        @Nullable Buffer[] operands = {scaling.gamma(), x.buffer(), saved, dy.buffer(), dGamma, dBeta, dx.buffer()};
        return plan(
                operands,
                Phase.alone(() -> System.arraycopy(kept.array(), kept.offset(), mean, 0, columns)),
                sums.of((row, partial, at) -> addProducts(
                        columns,
                        in.array(),
                        in.offset() + row * columns,
                        mean,
                        d.array(),
                        d.offset() + row * columns,
                        partial,
                        at)),
                Phase.alone(() -> {
                    for (int c = 0; c < columns; c++) {
                        double sum = sums.total(0, c);
                        double inverse = kept.array()[kept.offset() + columns + c];
                        double product = sums.total(1, c) * inverse;
                        if (gammas != null) {
                            gammas.array()[gammas.offset() + c] = (float) product;
                        }
                        if (betas != null) {
                            betas.array()[betas.offset() + c] = (float) sum;
                        }
                        double factor = line.gamma(c) * inverse;
                        line.factor[c] = (float) factor;
                        line.summand[c] = (float) (-factor * sum / rows);
                        slope[c] = (float) (-factor * product / rows * inverse);
                    }
                }),
                new Rows(rows, columns * 0.6, (first, end) -> {
                    for (int row = first; row < end; row++) {
                        int at = row * columns;
                        below(
                                columns,
                                in.array(),
                                in.offset() + at,
                                mean,
                                slope,
                                line,
                                d.array(),
                                d.offset() + at,
                                out.array(),
                                out.offset() + at);
                    }
                }));
    }

    private static void addProducts(
            int n, float[] x, int from, float[] mean, float[] dy, int dt, float[] sums, int at) {
        for (int c = 0; c < n; c++) {
            sums[at + c] += dy[dt + c];
        }
        for (int c = 0; c < n; c++) {
            sums[at + n + c] += dy[dt + c] * (x[from + c] - mean[c]);
        }
    }

    private static void below(
            int n,
            float[] x,
            int from,
            float[] mean,
            float[] slope,
            Line line,
            float[] dy,
            int dt,
            float[] dx,
            int at) {
        float[] factor = line.factor;
        float[] summand = line.summand;
        for (int c = 0; c < n; c++) {
            dx[at + c] = dy[dt + c] * factor[c] + (x[from + c] - mean[c]) * slope[c] + summand[c];
        }
    }

    @Override
    public Op byRows(Scaling scaling, Matrix x, Buffer saved, Matrix y) {
        int columns = x.columns();
        int rows = x.rows();
        VectorBuffer in = VectorBuffer.of(x);
        VectorBuffer out = VectorBuffer.of(y);
        VectorBuffer kept = VectorBuffer.of(saved);
        VectorBuffer gamma = nullable(scaling.gamma());
        VectorBuffer beta = nullable(scaling.beta());
        @Nullable Buffer[] operands = {scaling.gamma(), scaling.beta(), x.buffer(), saved, y.buffer()};
        return plan(operands, new Rows(rows, columns * 2.0, (first, end) -> {
            for (int row = first; row < end; row++) {
                float[] a = in.array();
                int from = in.offset() + row * columns;
                double sum = 0;
                for (int c = 0; c < columns; c++) {
                    sum += a[from + c];
                }
                double mean = sum / columns;
                double squares = 0;
                for (int c = 0; c < columns; c++) {
                    double d = a[from + c] - mean;
                    squares += d * d;
                }
                float inverse = (float) (1 / Math.sqrt(squares / columns + scaling.epsilon()));
                float middle = (float) mean;
                kept.array()[kept.offset() + row] = middle;
                kept.array()[kept.offset() + rows + row] = inverse;
                int at = out.offset() + row * columns;
                for (int c = 0; c < columns; c++) {
                    float normal = (a[from + c] - middle) * inverse;
                    out.array()[at + c] = normal * value(gamma, c, 1) + value(beta, c, 0);
                }
            }
        }));
    }

    private static float value(@Nullable VectorBuffer of, int i, float otherwise) {
        return of == null ? otherwise : of.array()[of.offset() + i];
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
        int columns = x.columns();
        int rows = x.rows();
        VectorBuffer in = VectorBuffer.of(x);
        VectorBuffer d = VectorBuffer.of(dy);
        VectorBuffer out = VectorBuffer.of(dx);
        VectorBuffer kept = VectorBuffer.of(saved);
        VectorBuffer gamma = nullable(scaling.gamma());
        VectorBuffer gammas = nullable(dGamma);
        VectorBuffer betas = nullable(dBeta);
        var sums = new ColumnSums(rows, columns, 2);
        @Nullable Buffer[] operands = {scaling.gamma(), x.buffer(), saved, dy.buffer(), dGamma, dBeta, dx.buffer()};
        return plan(
                operands,
                sums.of((row, partial, at) -> addNormals(
                        columns,
                        in.array(),
                        in.offset() + row * columns,
                        kept.array()[kept.offset() + row],
                        kept.array()[kept.offset() + rows + row],
                        d.array(),
                        d.offset() + row * columns,
                        partial,
                        at)),
                Phase.alone(() -> {
                    sums.totals(0, betas);
                    sums.totals(1, gammas);
                }),
                new Rows(rows, columns * 3.0, (first, end) -> {
                    for (int row = first; row < end; row++) {
                        int at = row * columns;
                        double mean = kept.array()[kept.offset() + row];
                        double inverse = kept.array()[kept.offset() + rows + row];
                        double sum = 0;
                        double product = 0;
                        for (int c = 0; c < columns; c++) {
                            double g = d.array()[d.offset() + at + c] * value(gamma, c, 1);
                            sum += g;
                            product += g * (in.array()[in.offset() + at + c] - mean);
                        }
                        double shift = sum / columns;
                        double slope = product * inverse * inverse / columns;
                        for (int c = 0; c < columns; c++) {
                            double g = d.array()[d.offset() + at + c] * value(gamma, c, 1);
                            double centered = in.array()[in.offset() + at + c] - mean;
                            out.array()[out.offset() + at + c] = (float) ((g - shift - centered * slope) * inverse);
                        }
                    }
                }));
    }

    private static void addNormals(
            int n, float[] x, int from, float mean, float inverse, float[] dy, int dt, float[] sums, int at) {
        for (int c = 0; c < n; c++) {
            sums[at + c] += dy[dt + c];
        }
        for (int c = 0; c < n; c++) {
            sums[at + n + c] += dy[dt + c] * ((x[from + c] - mean) * inverse);
        }
    }
}
