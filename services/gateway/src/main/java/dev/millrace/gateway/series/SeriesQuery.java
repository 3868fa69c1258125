package dev.millrace.gateway.series;

/// Which part of which curve, and how fine.
///
/// @param from the first value of the axis that is wanted; negative infinity where the curve begins
/// @param to the last; positive infinity where the curve ends
/// @param points how many bins at most; 0: every point
/// @param ema weight of what was before in the exponential moving average, 0 to below 1; 0: none is wanted
public record SeriesQuery(String metric, Axis x, double from, double to, int points, double ema) {
    /// Most bins that may be asked for.
    public static final int MAX_POINTS = 20_000;

    public SeriesQuery {
        if (Double.isNaN(from) || Double.isNaN(to)) {
            throw new IllegalArgumentException("'from' and 'to' are numbers.");
        }
        if (points < 0 || points > MAX_POINTS) {
            throw new IllegalArgumentException("'points' is 0 (all) to " + MAX_POINTS + ". Received: " + points);
        }
        if (!(ema >= 0 && ema < 1)) {
            throw new IllegalArgumentException("'ema' is 0 to below 1. Received: " + ema);
        }
    }
}
