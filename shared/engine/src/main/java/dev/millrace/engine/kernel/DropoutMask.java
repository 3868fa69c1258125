package dev.millrace.engine.kernel;

import java.nio.FloatBuffer;

/// What a dropout layer keeps in each step: a function of (seed, step, index of the value in the mini-batch) and of
/// nothing else, so that there is no state that a checkpoint could miss. The same on every kernel set.
///
/// Each value's 32 bits come from two rounds of integer mixing (the finalizer of MurmurHash3, then the constants found
/// by Wellons' hash prospector) with a key each, which are drawn anew in every step; a value is kept where the upper 24
/// of them, as a fraction, are below `1 - rate`.
///
/// @param threshold values below are kept
/// @param scale what is kept is multiplied by
/// @param keys the two keys of the step, [#KEYS] numbers: each as its upper and its lower 16 bits, which float32 has
/// exactly
public record DropoutMask(int threshold, float scale, Buffer keys) {
    /// The steps of the first round.
    public static final int GOLDEN = 0x9E3779B9;

    public static final int MIX_1 = 0x85EBCA6B;
    public static final int MIX_2 = 0xC2B2AE35;
    public static final int MIX_3 = 0x7FEB352D;
    public static final int MIX_4 = 0x846CA68B;

    /// Bits of a value that count.
    public static final int BITS = 24;

    /// How many numbers the keys of a step are.
    public static final int KEYS = 4;

    /// Of the 64 bits of a step, the lower half is the first key, the upper half the second.
    private static final int[] SHIFTS = {16, 0, 48, 32};

    /// What a layer keeps that drops a share of its inputs.
    ///
    /// @param rate the share that is dropped, in `[0, 1]`
    /// @param keys where [#putKeys] has put those of the step, whenever a mask is drawn
    public static DropoutMask of(double rate, Buffer keys) {
        int threshold = (int) Math.round((1 - rate) * (1 << BITS));
        return new DropoutMask(threshold, threshold == 0 ? 0 : (float) (1 / (1 - rate)), keys);
    }

    /// The factor on value `index`.
    ///
    /// @param first the first key of the step
    /// @param second the second
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

    /// A key of its two numbers.
    public static int key(float upper, float lower) {
        return (int) upper << 16 | (int) lower;
    }

    /// Writes the keys of a step: SplitMix64's finalizer of the seed and the step.
    ///
    /// @param step counted from 1
    public static void putKeys(int seed, long step, FloatBuffer to) {
        long z = ((long) seed << 32) + step * 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        z ^= z >>> 31;
        for (int shift : SHIFTS) {
            to.put((float) (z >>> shift & 0xffff));
        }
    }
}
