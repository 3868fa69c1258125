package dev.millrace.engine.kernel;

import org.jspecify.annotations.Nullable;

/// Normalisations: `y = gamma * (x - mean) / sqrt(variance + epsilon) + beta`, with the biased variance; and norms of
/// weights that are kept within a range.
public interface NormKernels {
    /// What follows on the normalisation.
    ///
    /// @param gamma one factor for each column, or none
    /// @param beta one summand for each column, or none
    /// @param epsilon added to the variance
    record Scaling(@Nullable Buffer gamma, @Nullable Buffer beta, float epsilon) {}

    /// Keeps norms of weights `(outer, along, inner)` within a range: of the `along` values at each place of the other
    /// two.
    ///
    /// @param weights read and overwritten
    Op limit(NormRange range, int outer, int along, int inner, Buffer weights);

    /// Normalises columns by a mean and a variance that are given, `(columns,)`.
    Op byGiven(Scaling scaling, Buffer mean, Buffer variance, Matrix x, Matrix y);

    /// The gradient of `byGiven` with respect to `x`.
    ///
    /// @param dx may be `dy`
    Op byGivenGradient(Scaling scaling, Buffer variance, Matrix dy, Matrix dx);

    /// Normalises columns by their own mean and variance, and moves the moving ones: `moving = moving * momentum + own
    /// * (1 - momentum)`.
    ///
    /// @param saved overwritten; `(2, columns)`: the mean, and `1 / sqrt(variance + epsilon)`
    Op byColumns(
            Scaling scaling,
            float momentum,
            Buffer movingMean,
            Buffer movingVariance,
            Matrix x,
            Buffer saved,
            Matrix y);

    /// The gradients of `byColumns`.
    ///
    /// @param saved as `byColumns` left it
    /// @param dGamma overwritten, if it is there
    /// @param dBeta overwritten, if it is there
    /// @param dx overwritten; may be `dy`
    Op byColumnsGradient(
            Scaling scaling,
            Matrix x,
            Buffer saved,
            Matrix dy,
            @Nullable Buffer dGamma,
            @Nullable Buffer dBeta,
            Matrix dx);

    /// Normalises each row by its own mean and variance.
    ///
    /// @param saved overwritten; `(2, rows)`: the mean, and `1 / sqrt(variance + epsilon)`
    Op byRows(Scaling scaling, Matrix x, Buffer saved, Matrix y);

    /// The gradients of `byRows`.
    ///
    /// @param saved as `byRows` left it
    /// @param dGamma overwritten, if it is there
    /// @param dBeta overwritten, if it is there
    /// @param dx overwritten; may be `dy`
    Op byRowsGradient(
            Scaling scaling,
            Matrix x,
            Buffer saved,
            Matrix dy,
            @Nullable Buffer dGamma,
            @Nullable Buffer dBeta,
            Matrix dx);
}
