package dev.millrace.engine.kernel;

/// A function of three straight lines: `max` where `x >= max`, `x` where `x >= threshold`, and `slope * (x -
/// threshold)` elsewhere.
///
/// @param max infinite where there is no bound
public record Rectifier(float slope, float threshold, float max) {
    /// Its value at `x`.
    public float of(float x) {
        return x >= max ? max : x >= threshold ? x : slope * (x - threshold);
    }

    /// Its slope at `x`.
    public float slopeAt(float x) {
        return x >= max ? 0 : x >= threshold ? 1 : slope;
    }
}
