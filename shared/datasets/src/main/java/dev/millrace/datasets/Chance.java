package dev.millrace.datasets;

import java.util.SplittableRandom;

/// Random numbers that are the same bits on every machine: nothing but integers, `+`, `-` and `*`.
final class Chance {
    private final SplittableRandom random;

    Chance(long seed) {
        random = new SplittableRandom(seed);
    }

    /// The stream of random numbers number `index` of those that `seed` names; no two of them overlap.
    static Chance of(long seed, long index) {
        return new Chance(new SplittableRandom(seed).nextLong() + index);
    }

    /// A whole number in `[0, bound)`.
    int below(int bound) {
        return (int) (((random.nextLong() >>> 33) * bound) >>> 31);
    }

    /// Uniform in `[low, high)`.
    double between(double low, double high) {
        return low + (high - low) * ((random.nextLong() >>> 11) * 0x1p-53);
    }

    /// Bell-shaped with mean 0 and the given standard deviation, never further out than 3.5 of them: the sum of
    /// four uniform numbers (Irwin and Hall).
    double bell(double deviation) {
        double sum = between(-1, 1) + between(-1, 1) + between(-1, 1) + between(-1, 1);
        // The variance of a number uniform in [-1, 1) is 1/3, that of the sum 4/3.
        return deviation * sum * 0.8660254037844386;
    }
}
