package dev.millrace.datasets;

/// Mean and standard deviation of numbers that come one after another (Welford 1962), of the whole population: exact
/// where all are the same. The same numbers in the same order give the same bits.
public final class Moments {
    private long count;
    private double mean;
    private double squares;

    /// One number more.
    public void add(double x) {
        count++;
        double delta = x - mean;
        mean += delta / count;
        squares += delta * (x - mean);
    }

    /// The same number `more` times more (Chan, Golub and LeVeque 1979).
    public void add(double x, long more) {
        if (more > 0) {
            double delta = x - mean;
            long all = count + more;
            mean += delta * more / all;
            squares += delta * delta * count * more / all;
            count = all;
        }
    }

    /// How many there were.
    public long count() {
        return count;
    }

    /// Their mean; 0 where there were none.
    public double mean() {
        return mean;
    }

    /// Their standard deviation; NaN where there were none.
    public double deviation() {
        return Math.sqrt(squares / count);
    }
}
