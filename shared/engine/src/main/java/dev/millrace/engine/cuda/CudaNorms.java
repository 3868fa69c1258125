package dev.millrace.engine.cuda;

import static dev.millrace.engine.cuda.CudaBuffer.address;

import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.Matrix;
import dev.millrace.engine.kernel.NormKernels;
import dev.millrace.engine.kernel.NormRange;
import dev.millrace.engine.kernel.Op;
import org.jspecify.annotations.Nullable;

/// Normalisations. The variance is the mean of squares of what lies between values and their mean, in a second pass.
final class CudaNorms implements NormKernels {
    private final CudaKernels kernels;

    CudaNorms(CudaKernels kernels) {
        this.kernels = kernels;
    }

    private CudaChain chain() {
        return new CudaChain(kernels.device());
    }

    private long scratch(int rows, int columns) {
        return kernels.scratch(Math.multiplyExact(rows, columns)).address();
    }

    private static int size(Matrix x) {
        return x.buffer().size();
    }

    @Override
    public Op limit(NormRange range, int outer, int along, int inner, Buffer weights) {
        return chain().each(
                        "limit_norms",
                        Math.multiplyExact(outer, inner),
                        along,
                        inner,
                        range.min(),
                        range.max(),
                        range.rate(),
                        address(weights));
    }

    @Override
    public Op byGiven(Scaling scaling, Buffer mean, Buffer variance, Matrix x, Matrix y) {
        return chain().each(
                        "normalise_by_given",
                        size(x),
                        x.columns(),
                        scaling.epsilon(),
                        address(scaling.gamma()),
                        address(scaling.beta()),
                        address(mean),
                        address(variance),
                        address(x),
                        address(y));
    }

    @Override
    public Op byGivenGradient(Scaling scaling, Buffer variance, Matrix dy, Matrix dx) {
        return chain().each(
                        "normalise_by_given_gradient",
                        size(dy),
                        dy.columns(),
                        scaling.epsilon(),
                        address(scaling.gamma()),
                        address(variance),
                        address(dy),
                        address(dx));
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
        int rows = x.rows();
        int columns = x.columns();
        var chunks = Chunks.of(rows, columns);
        long sums = scratch(chunks.count(), columns);
        long squares = scratch(chunks.count(), columns);
        return chain().launch(
                        "chunk_sums", chunks.grid(), Chunks.THREADS, rows, columns, chunks.size(), address(x), sums)
                .launch(
                        "chunk_squares",
                        chunks.grid(),
                        Chunks.THREADS,
                        rows,
                        columns,
                        chunks.size(),
                        chunks.count(),
                        sums,
                        address(x),
                        address(saved),
                        squares)
                .launch(
                        "column_moments",
                        Chunks.grid(columns),
                        Chunks.THREADS,
                        rows,
                        columns,
                        chunks.count(),
                        momentum,
                        scaling.epsilon(),
                        squares,
                        address(movingMean),
                        address(movingVariance),
                        address(saved))
                .each(
                        "normalise_columns",
                        size(x),
                        columns,
                        address(scaling.gamma()),
                        address(scaling.beta()),
                        address(saved),
                        address(x),
                        address(y));
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
        CudaChain chain = chain();
        long sums = scratch(2, x.columns());
        addSums(chain, false, x, saved, dy, sums, dGamma, dBeta);
        return chain.each(
                "normalise_columns_gradient",
                size(x),
                x.rows(),
                x.columns(),
                address(scaling.gamma()),
                address(saved),
                sums,
                address(x),
                address(dy),
                address(dx));
    }

    /// Adds `dBeta = sum(dy)` and `dGamma = sum(dy * normal)` over rows, in an order that follows from the shape alone.
    ///
    /// @param ofRows whether `saved` is of rows, not of columns
    /// @param sums address of both, or 0
    private void addSums(
            CudaChain chain,
            boolean ofRows,
            Matrix x,
            Buffer saved,
            Matrix dy,
            long sums,
            @Nullable Buffer dGamma,
            @Nullable Buffer dBeta) {
        int columns = x.columns();
        var chunks = Chunks.of(x.rows(), columns);
        long partials = scratch(chunks.count(), 2 * columns);
        chain.launch(
                        "chunk_gradients",
                        chunks.grid(),
                        Chunks.THREADS,
                        x.rows(),
                        columns,
                        chunks.size(),
                        ofRows ? 1 : 0,
                        address(x),
                        address(saved),
                        address(dy),
                        partials)
                .launch(
                        "add_gradients",
                        Chunks.grid(2 * columns),
                        Chunks.THREADS,
                        chunks.count(),
                        columns,
                        partials,
                        sums,
                        address(dGamma),
                        address(dBeta));
    }

    @Override
    public Op byRows(Scaling scaling, Matrix x, Buffer saved, Matrix y) {
        return chain().rows(
                        "normalise_rows",
                        x.rows(),
                        x.columns(),
                        scaling.epsilon(),
                        address(scaling.gamma()),
                        address(scaling.beta()),
                        address(x),
                        address(saved),
                        address(y));
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
        CudaChain chain = chain();
        // before dx, which may be dy
        if (dGamma != null || dBeta != null) {
            addSums(chain, true, x, saved, dy, 0, dGamma, dBeta);
        }
        return chain.rows(
                "normalise_rows_gradient",
                x.rows(),
                x.columns(),
                address(scaling.gamma()),
                address(x),
                address(saved),
                address(dy),
                address(dx));
    }
}
