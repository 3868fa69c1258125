package dev.millrace.engine.vector;

import dev.millrace.nn.loss.BinaryFocalCrossentropy;

/// A value's focal loss `w * f * b` with `f = (1 - p_t)^gamma`, `p_t = t * p + (1 - t) * (1 - p)`, the binary
/// cross-entropy `b` of the clipped `p`, and a weight `w` where classes are balanced; of logits, `p` is their sigmoid.
record BinaryFocalLoss(BinaryFocalCrossentropy loss) {
    double of(float x, float y) {
        double t = target(y);
        float p = probability(x);
        return weight(t) * Math.pow(1 - right(p, t), loss.gamma()) * crossentropy(p, t);
    }

    /// The derivative by `x`.
    double slope(float x, float y) {
        double t = target(y);
        float p = probability(x);
        double wrong = 1 - right(p, t);
        double factor = Math.pow(wrong, loss.gamma());
        // by p: f' = -gamma * (1 - p_t)^(gamma - 1) * (2 * t - 1); b' = (q - t) / (q * (1 - q)) inside the clip
        double factorSlope = loss.gamma() == 0 ? 0 : loss.gamma() * Math.pow(wrong, loss.gamma() - 1) * (1 - 2 * t);
        double crossentropySlope = LossOperands.inside(p) ? (p - t) / (p * (1 - (double) p)) : 0;
        double byProbability = weight(t) * (factorSlope * crossentropy(p, t) + factor * crossentropySlope);
        return loss.fromLogits() ? byProbability * p * (1 - p) : byProbability;
    }

    private double target(float y) {
        return y * (1 - loss.labelSmoothing()) + loss.labelSmoothing() / 2;
    }

    private float probability(float x) {
        return loss.fromLogits() ? (float) (1 / (1 + Math.exp(-x))) : x;
    }

    private static double right(double p, double t) {
        return t * p + (1 - t) * (1 - p);
    }

    private double weight(double t) {
        return loss.applyClassBalancing() ? t * loss.alpha() + (1 - t) * (1 - loss.alpha()) : 1;
    }

    private static double crossentropy(float p, double t) {
        double q = LossOperands.clip(p);
        return -(t * Math.log(q) + (1 - t) * Math.log(1 - q));
    }
}
