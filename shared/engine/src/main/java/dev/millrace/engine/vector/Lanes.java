package dev.millrace.engine.vector;

import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// How many float32 values this machine computes with at once, and what follows from it.
final class Lanes {
    /// As wide as the machine prefers, 64 bytes at most.
    static final VectorSpecies<Float> SPECIES =
            FloatVector.SPECIES_PREFERRED.length() > 16 ? FloatVector.SPECIES_512 : FloatVector.SPECIES_PREFERRED;

    static final int COUNT = SPECIES.length();

    /// How many rows a tile may have before its sums no longer fit the registers: there are 32 of them with AVX-512
    /// and on ARM, 16 elsewhere.
    static final int TILE_ROWS = COUNT == 16 || System.getProperty("os.arch").equals("aarch64") ? 8 : 4;

    private static final List<VectorMask<Float>> FIRST = new ArrayList<>();
    private static final VectorShuffle<Float> HALF = rotation(8);
    private static final VectorShuffle<Float> QUARTER = rotation(4);
    private static final VectorShuffle<Float> PAIR = rotation(2);
    private static final VectorShuffle<Float> NEXT = rotation(1);

    static {
        for (int i = 0; i <= COUNT; i++) {
            FIRST.add(SPECIES.indexInRange(0, i));
        }
    }

    private Lanes() {}

    private static VectorShuffle<Float> rotation(int by) {
        return VectorShuffle.fromOp(SPECIES, i -> (i + by) % COUNT);
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

    /// `n` rounded up to whole cache lines of floats.
    static int padded(int n) {
        return Math.addExact(n, 15) & -16;
    }
}
