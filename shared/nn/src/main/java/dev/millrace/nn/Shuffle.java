package dev.millrace.nn;

import java.util.SplittableRandom;

/// The order in which an epoch visits its examples: whoever knows the seed and the epoch knows the order.
public final class Shuffle {
    private Shuffle() {}

    /// A permutation of `0 .. samples - 1`.
    ///
    /// Fisher and Yates's algorithm (Durstenfeld, 1964) from the last place down. For place `i` the partner is
    /// `floor(r * (i + 1) / 2^64)`, where `r` is the next value, read as unsigned, of `SplittableRandom`
    /// (SplitMix64, Steele et al., 2014) seeded with `first + epoch`; `first` is the first value of a
    /// `SplittableRandom` seeded with `seed`. All arithmetic is modulo `2^64`.
    ///
    /// @param epoch counted from 0
    public static int[] order(int samples, long seed, int epoch) {
        int[] order = new int[samples];
        for (int i = 0; i < samples; i++) {
            order[i] = i;
        }
        var random = new SplittableRandom(new SplittableRandom(seed).nextLong() + epoch);
        for (int i = samples - 1; i > 0; i--) {
            int partner = (int) Math.unsignedMultiplyHigh(random.nextLong(), i + 1L);
            int swapped = order[i];
            order[i] = order[partner];
            order[partner] = swapped;
        }
        return order;
    }
}
