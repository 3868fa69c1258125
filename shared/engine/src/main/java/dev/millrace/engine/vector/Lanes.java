package dev.millrace.engine.vector;

import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// How many float32 values this machine computes with at once, and what follows from it.
final class Lanes {
    /// As wide as the machine prefers, from 16 to 64 bytes.
    static final VectorSpecies<Float> SPECIES = switch (FloatVector.SPECIES_PREFERRED.length()) {
        case 8 -> FloatVector.SPECIES_256;
        case 1, 2, 4 -> FloatVector.SPECIES_128;
        default -> FloatVector.SPECIES_512;
    };

    static final int COUNT = SPECIES.length();

    /// Whether processors of this width have masks of their own (AVX-512). Without, the JVM makes objects of vectors
    /// that are read under a mask, and few values are better read one by one.
    static final boolean MASKED = SPECIES.vectorBitSize() == 512;

    /// How many rows a tile may have before its sums no longer fit the registers: there are 32 of them with AVX-512
    /// and on ARM, 16 elsewhere.
    static final int TILE_ROWS = COUNT == 16 || System.getProperty("os.arch").equals("aarch64") ? 8 : 4;

    /// How many floats a kernel lays aside at most when it adds up: the 16 vectors that it kept in registers.
    static final int SUMS = 16 * COUNT;

    /// 0, 1, 2, ...
    static final IntVector PLACES = IntVector.zero(SPECIES.withLanes(int.class)).addIndex(1);

    private static final List<VectorMask<Float>> FIRST = new ArrayList<>();
    private static final VectorShuffle<Float> HALF = swap(8);
    private static final VectorShuffle<Float> QUARTER = swap(4);
    private static final VectorShuffle<Float> PAIR = swap(2);
    private static final VectorShuffle<Float> NEXT = swap(1);

    /// The upper half of the lanes, and every other quarter, of 16.
    private static final VectorMask<Float> UPPER = VectorMask.fromLong(SPECIES, 0xff00);

    private static final VectorMask<Float> ODD = VectorMask.fromLong(SPECIES, 0xf0f0);

    static {
        for (int i = 0; i <= COUNT; i++) {
            FIRST.add(SPECIES.indexInRange(0, i));
        }
    }

    private Lanes() {}

    private static VectorShuffle<Float> swap(int by) {
        return VectorShuffle.fromOp(SPECIES, i -> (i ^ by) % COUNT);
    }

    /// The first `count` lanes, or all of them.
    static VectorMask<Float> first(int count) {
        return FIRST.get(Math.min(count, COUNT));
    }

    /// The sum of all lanes. Its order is fixed, unlike that of `reduceLanes`, which differs between the
    /// interpreter and compiled code.
    static float sum(FloatVector v) {
        FloatVector s = v;
        if (COUNT >= 16) {
            s = s.add(s.rearrange(HALF));
        }
        if (COUNT >= 8) {
            s = s.add(s.rearrange(QUARTER));
        }
        if (COUNT >= 4) {
            s = s.add(s.rearrange(PAIR));
        }
        return s.add(s.rearrange(NEXT)).lane(0);
    }

    /// The sums of the four vectors from `from[at]` on, side by side from `out[to]` on: less work than four times
    /// `sum`. They come in memory as this is too large for the compiler to inline, and vectors that are arguments
    /// would be allocated. Overwrites the first.
    static void sums(float[] from, int at, float[] out, int to) {
        FloatVector a = FloatVector.fromArray(SPECIES, from, at);
        FloatVector b = FloatVector.fromArray(SPECIES, from, at + COUNT);
        FloatVector c = FloatVector.fromArray(SPECIES, from, at + 2 * COUNT);
        FloatVector d = FloatVector.fromArray(SPECIES, from, at + 3 * COUNT);
        if (COUNT == 16) {
            // halves of a and b, then quarters of all four side by side: a, c, b, d
            FloatVector ab = a.blend(b, UPPER).add(b.blend(a, UPPER).rearrange(HALF));
            FloatVector cd = c.blend(d, UPPER).add(d.blend(c, UPPER).rearrange(HALF));
            FloatVector each = ab.blend(cd, ODD).add(cd.blend(ab, ODD).rearrange(QUARTER));
            each = each.add(each.rearrange(PAIR));
            each = each.add(each.rearrange(NEXT));
            each.intoArray(from, at);
            out[to] = from[at];
            out[to + 1] = from[at + 8];
            out[to + 2] = from[at + 4];
            out[to + 3] = from[at + 12];
        } else {
            out[to] = sum(a);
            out[to + 1] = sum(b);
            out[to + 2] = sum(c);
            out[to + 3] = sum(d);
        }
    }

    /// `c[at..] += alpha * sum`, a whole vector. Small enough for the compiler to inline.
    static void add(FloatVector sum, FloatVector alpha, float[] c, int at) {
        sum.fma(alpha, FloatVector.fromArray(SPECIES, c, at)).intoArray(c, at);
    }

    /// The same in the lanes of `mask` alone.
    static void add(FloatVector sum, FloatVector alpha, float[] c, int at, VectorMask<Float> mask) {
        sum.fma(alpha, FloatVector.fromArray(SPECIES, c, at, mask)).intoArray(c, at, mask);
    }

    /// The same, whole, for two vectors in each of `rows` rows of `c`.
    ///
    /// @param sums all of them, one after another
    /// @param ldc from a row of `c` to the next
    static void addPairs(int rows, float[] sums, float[] c, int at, int ldc, float alpha) {
        FloatVector by = FloatVector.broadcast(SPECIES, alpha);
        for (int row = 0; row < rows; row++) {
            int from = 2 * row * COUNT;
            int to = at + row * ldc;
            add(FloatVector.fromArray(SPECIES, sums, from), by, c, to);
            add(FloatVector.fromArray(SPECIES, sums, from + COUNT), by, c, to + COUNT);
        }
    }

    /// The same for `wide` vectors in each of `rows` rows of `c`, the last of them in the lanes of `last` alone.
    static void addTile(
            int rows, int wide, float[] sums, float[] c, int at, int ldc, float alpha, VectorMask<Float> last) {
        FloatVector by = FloatVector.broadcast(SPECIES, alpha);
        int from = 0;
        for (int row = 0; row < rows; row++) {
            int to = at + row * ldc;
            for (int i = 1; i < wide; i++) {
                add(FloatVector.fromArray(SPECIES, sums, from), by, c, to);
                from += COUNT;
                to += COUNT;
            }
            add(FloatVector.fromArray(SPECIES, sums, from), by, c, to, last);
            from += COUNT;
        }
    }

    /// Zeros, with room for a whole vector behind the last of `n`. Reading or writing part of a vector is only fast
    /// as long as it never met the end of an array: code compiled for that allocates vectors.
    static float[] array(int n) {
        return new float[Math.addExact(padded(n), 16)];
    }

    /// `n` rounded up to whole cache lines of floats.
    static int padded(int n) {
        return Math.addExact(n, 15) & -16;
    }
}
