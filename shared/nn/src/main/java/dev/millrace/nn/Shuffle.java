package dev.millrace.nn;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// The order in which an epoch visits the training examples: a function of (samples, seed, epoch) and of nothing else.
public final class Shuffle {
    private Shuffle() {}

    /// A permutation of `0 … samples - 1`, every one equally likely (Fisher and Yates, 1938; Durstenfeld, 1964).
    ///
    /// @param epoch counted from 0
    public static int[] order(int samples, long seed, int epoch) {
        int[] order = IntStream.range(0, samples).toArray();
        // The generator's own mixing keeps neighbouring seeds and epochs apart.
        var random = new SplittableRandom(new SplittableRandom(seed).nextLong() + epoch);
        for (int i = samples - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int taken = order[i];
            order[i] = order[j];
            order[j] = taken;
        }
        return order;
    }
}
