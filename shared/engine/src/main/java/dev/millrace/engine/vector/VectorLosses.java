package dev.millrace.engine.vector;

import dev.millrace.nn.Loss;
import dev.millrace.nn.loss.BinaryCrossentropy;
import dev.millrace.nn.loss.BinaryFocalCrossentropy;
import dev.millrace.nn.loss.CategoricalCrossentropy;
import dev.millrace.nn.loss.CategoricalFocalCrossentropy;
import dev.millrace.nn.loss.CategoricalHinge;
import dev.millrace.nn.loss.CosineSimilarity;
import dev.millrace.nn.loss.Hinge;
import dev.millrace.nn.loss.Huber;
import dev.millrace.nn.loss.KLDivergence;
import dev.millrace.nn.loss.LogCosh;
import dev.millrace.nn.loss.MeanAbsoluteError;
import dev.millrace.nn.loss.MeanAbsolutePercentageError;
import dev.millrace.nn.loss.MeanSquaredError;
import dev.millrace.nn.loss.MeanSquaredLogarithmicError;
import dev.millrace.nn.loss.Poisson;
import dev.millrace.nn.loss.SparseCategoricalCrossentropy;
import dev.millrace.nn.loss.SquaredHinge;

/// What computes each loss: this kernel set's registry of losses.
final class VectorLosses {
    private static final float EPSILON = LossOperands.EPSILON;

    private VectorLosses() {}

    static RowLoss of(Loss loss, LossOperands of) {
        return switch (loss) {
            case CategoricalCrossentropy l -> new CategoricalLoss(of, l.fromLogits(), l.labelSmoothing());
            case SparseCategoricalCrossentropy l -> new CategoricalLoss(of, l.fromLogits(), 0);
            case CategoricalFocalCrossentropy l -> new CategoricalFocalLoss(of, l);
            case BinaryCrossentropy l ->
                l.fromLogits()
                        ? new VectorLoss.BinaryOfLogits(of, l.labelSmoothing())
                        : new VectorLoss.BinaryOfProbabilities(of, l.labelSmoothing());
            case BinaryFocalCrossentropy l -> {
                var focal = new BinaryFocalLoss(l);
                yield ElementLoss.mean(of, focal::of, focal::slope);
            }
            case MeanSquaredError l -> new VectorLoss.Squared(of);
            case MeanAbsoluteError l -> new VectorLoss.Absolute(of);
            case Huber l -> new VectorLoss.Bounded(of, (float) l.delta());
            case MeanAbsolutePercentageError l ->
                ElementLoss.mean(
                        of,
                        (p, y) -> 100.0 * Math.abs(p - y) / Math.max(Math.abs(y), EPSILON),
                        (p, y) -> 100.0 * Math.signum(p - y) / Math.max(Math.abs(y), EPSILON));
            case MeanSquaredLogarithmicError l ->
                ElementLoss.mean(
                        of,
                        (p, y) -> Math.pow(logarithm(p) - logarithm(y), 2),
                        (p, y) -> p > EPSILON ? 2 * (logarithm(p) - logarithm(y)) / (p + 1.0) : 0);
            case LogCosh l -> ElementLoss.mean(of, (p, y) -> logCosh(Math.abs(p - y)), (p, y) -> Math.tanh(p - y));
            case Poisson l ->
                ElementLoss.mean(of, (p, y) -> p - y * Math.log(p + EPSILON), (p, y) -> 1 - y / (double) (p + EPSILON));
            case KLDivergence l ->
                new ElementLoss(
                        of,
                        1,
                        (p, y) -> share(y) * Math.log(share(y) / (double) share(p)),
                        (p, y) -> p > EPSILON && p < 1 ? -share(y) / (double) p : 0);
            case CosineSimilarity l -> new CosineLoss(of);
            case Hinge l -> new HingeLoss(of, false);
            case SquaredHinge l -> new HingeLoss(of, true);
            case CategoricalHinge l -> new CategoricalHingeLoss(of);
            default -> throw new IllegalArgumentException("No kernel is registered for " + loss);
        };
    }

    private static double logarithm(float x) {
        return Math.log1p(Math.max(x, EPSILON));
    }

    /// `log(cosh(e)) = e + log(1 + exp(-2 * e)) - log(2)`, which does not overflow.
    private static double logCosh(double e) {
        return e + Math.log1p(Math.exp(-2 * e)) - Math.log(2);
    }

    private static float share(float x) {
        return Math.clamp(x, EPSILON, 1);
    }
}
