package dev.millrace.gateway.series;

/// How steps and times of a run lie on the axes.
///
/// @param initialEpoch the epoch that is trained first
/// @param stepsPerEpoch 0 where nobody has said yet: then a point's own epoch counts
/// @param startMillis when the run began, in milliseconds since 1970
public record Scale(int initialEpoch, int stepsPerEpoch, long startMillis) {
    double x(Series series, Axis axis, int index) {
        return switch (axis) {
            case STEP -> series.step(index);
            case EPOCH ->
                stepsPerEpoch == 0 ? series.epoch(index) : initialEpoch + (double) series.step(index) / stepsPerEpoch;
            case TIME -> series.time(index) / 1e3;
            case RELATIVE -> (series.time(index) - startMillis) / 1e3;
        };
    }

    /// The first point that lies at `x` or behind it.
    int indexOf(Series series, Axis axis, double x) {
        if (x == Double.NEGATIVE_INFINITY) {
            return 0;
        }
        if (x == Double.POSITIVE_INFINITY) {
            return series.size();
        }
        return switch (axis) {
            case STEP -> series.indexOf((long) Math.ceil(x));
            case EPOCH -> series.indexOf((long) Math.ceil((x - initialEpoch) * Math.max(1, stepsPerEpoch)));
            case TIME -> series.indexOfTime((long) Math.ceil(x * 1e3));
            case RELATIVE -> series.indexOfTime((long) Math.ceil(x * 1e3 + startMillis));
        };
    }
}
