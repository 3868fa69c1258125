package dev.millrace.nn;

import java.util.SplittableRandom;

/// The order in which an epoch visits its examples: whoever knows the number of examples, the seed and the epoch knows
/// the order.
///
/// Up to `WINDOW` examples are permuted as a whole. More of them are visited window by window, so that whoever reads
/// them from a disk reads a part of it at a time, and whoever goes on in the middle of an epoch computes one window:
/// the examples are divided into blocks of `BLOCK` neighbours, the blocks are permuted, each `WINDOW / BLOCK` blocks
/// of that order are a window, and the examples of a window are permuted. The last block, which may be smaller, comes
/// last. On data sorted by class, the classes' shares in mini-batches deviate twice as much as after a full
/// permutation; with a buffer of the same size they deviate five times as much.
public final class Shuffle {
    /// Neighbours that stay in one window.
    public static final int BLOCK = 8192;

    /// Examples of a window.
    public static final int WINDOW = 32 * BLOCK;

    private Shuffle() {}

    /// A permutation of `0 .. samples - 1`.
    ///
    /// @param epoch counted from 0
    public static int[] order(int samples, long seed, int epoch) {
        int[] order = new int[samples];
        for (int window = 0; window < windows(samples); window++) {
            int[] part = window(samples, seed, epoch, window);
            System.arraycopy(part, 0, order, window * WINDOW, part.length);
        }
        return order;
    }

    /// How many windows an epoch of `samples` examples has.
    public static int windows(int samples) {
        return Math.ceilDiv(samples, WINDOW);
    }

    /// The examples at the places from `window * WINDOW` on, `WINDOW` of them, in the last window the rest.
    ///
    /// @param epoch counted from 0
    public static int[] window(int samples, long seed, int epoch, int window) {
        // A seed of its own for each epoch, and for each window.
        long ofEpoch = new SplittableRandom(seed).nextLong() + epoch;
        if (windows(samples) == 1) {
            return permuted(range(0, samples), ofEpoch);
        }
        int[] blocks = permuted(range(0, samples / BLOCK), ofEpoch);
        int first = window * WINDOW;
        int[] examples = new int[Math.min(WINDOW, samples - first)];
        for (int at = 0; at < examples.length; at += BLOCK) {
            int place = (first + at) / BLOCK;
            int from = (place < blocks.length ? blocks[place] : place) * BLOCK;
            int size = Math.min(BLOCK, examples.length - at);
            for (int i = 0; i < size; i++) {
                examples[at + i] = from + i;
            }
        }
        return permuted(examples, new SplittableRandom(ofEpoch).nextLong() + window);
    }

    private static int[] range(int from, int to) {
        int[] range = new int[to - from];
        for (int i = 0; i < range.length; i++) {
            range[i] = from + i;
        }
        return range;
    }

    /// Fisher and Yates's algorithm (Durstenfeld, 1964) from the last place down. For place `i` the partner is
    /// `floor(r * (i + 1) / 2^64)`, where `r` is the next value, read as unsigned, of `SplittableRandom` (SplitMix64,
    /// Steele et al., 2014) seeded with `seed`. All arithmetic is modulo `2^64`.
    private static int[] permuted(int[] values, long seed) {
        var random = new SplittableRandom(seed);
        for (int i = values.length - 1; i > 0; i--) {
            int partner = (int) Math.unsignedMultiplyHigh(random.nextLong(), i + 1L);
            int swapped = values[i];
            values[i] = values[partner];
            values[partner] = swapped;
        }
        return values;
    }
}
