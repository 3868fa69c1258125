package dev.millrace.engine.kernel;

/// Which Euclidean norms values may have, and how far they go there at once: values are multiplied by `(rate *
/// clip(norm, min, max) + (1 - rate) * norm) / (norm + 1e-7)`.
public record NormRange(float min, float max, float rate) {
    private static final double EPSILON = 1e-7;

    /// What values are multiplied by whose squares add up to `squares`.
    public float factor(double squares) {
        double norm = Math.sqrt(squares);
        double desired = rate * Math.clamp(norm, min, max) + (1.0 - rate) * norm;
        return (float) (desired / (EPSILON + norm));
    }
}
