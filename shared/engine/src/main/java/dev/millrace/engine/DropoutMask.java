package dev.millrace.engine;

import java.util.function.LongSupplier;

/// What a dropout layer keeps in each step: a function of (seed, step, index of the value in the mini-batch) and of
/// nothing else, so that there is no state that a checkpoint could miss. The same on every kernel set.
///
/// Each value's 32 bits come from two rounds of integer mixing (the finalizer of MurmurHash3, then the constants found
/// by Wellons' hash prospector) with a key each, which are drawn anew in every step; a value is kept where the upper 24
/// of them, as a fraction, are below `1 - rate`.
public final class DropoutMask {
    /// The steps of the first round.
    public static final int GOLDEN = 0x9E3779B9;

    public static final int MIX_1 = 0x85EBCA6B;
    public static final int MIX_2 = 0xC2B2AE35;
    public static final int MIX_3 = 0x7FEB352D;
    public static final int MIX_4 = 0x846CA68B;

    /// Bits of a value that count.
    public static final int BITS = 24;

    private final int threshold;
    private final float scale;
    private final int seed;
    private final LongSupplier step;

    /// @param rate the share that is dropped, in `[0, 1]`
    /// @param step asked for whenever a mask is drawn
    public DropoutMask(double rate, int seed, LongSupplier step) {
        this.threshold = (int) Math.round((1 - rate) * (1 << BITS));
        this.scale = threshold == 0 ? 0 : (float) (1 / (1 - rate));
        this.seed = seed;
        this.step = step;
    }

    /// The key of the first round in this step.
    public int first() {
        return (int) key();
    }

    /// The key of the second round in this step.
    public int second() {
        return (int) (key() >>> 32);
    }

    /// Values below are kept.
    public int threshold() {
        return threshold;
    }

    /// What is kept is multiplied by.
    public float scale() {
        return scale;
    }

    /// The factor on value `index`, with the keys of this step.
    public float factor(int index, int first, int second) {
        int h = index * GOLDEN + first;
        h = (h ^ h >>> 16) * MIX_1;
        h = (h ^ h >>> 13) * MIX_2;
        h = (h ^ h >>> 16) ^ second;
        h = (h ^ h >>> 16) * MIX_3;
        h = (h ^ h >>> 15) * MIX_4;
        h ^= h >>> 16;
        return h >>> (32 - BITS) < threshold ? scale : 0;
    }

    /// SplitMix64's finalizer of the seed and the step.
    private long key() {
        long z = ((long) seed << 32) + step.getAsLong() * 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
