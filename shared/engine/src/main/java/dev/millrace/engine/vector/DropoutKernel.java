package dev.millrace.engine.vector;

import dev.millrace.engine.kernel.DropoutMask;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Values times a mask that is drawn on the way.
final class DropoutKernel {
    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, Lanes.SPECIES.vectorShape());

    /// Of the first lane, the second, and so on.
    private static final IntVector STEPS = IntVector.zero(INTS).addIndex(1).mul(DropoutMask.GOLDEN);

    private DropoutKernel() {}

    /// `to[i] = from[i] * factor(i)` for `count` values from `index` on; the two may be the same.
    static void apply(DropoutMask mask, VectorBuffer from, VectorBuffer to, int index, int count) {
        VectorBuffer keys = VectorBuffer.of(mask.keys());
        float[] k = keys.array();
        int first = DropoutMask.key(k[keys.offset()], k[keys.offset() + 1]);
        int second = DropoutMask.key(k[keys.offset() + 2], k[keys.offset() + 3]);
        int threshold = mask.threshold();
        float scale = mask.scale();
        float[] x = from.array();
        float[] y = to.array();
        int xt = from.offset() + index;
        int yt = to.offset() + index;
        for (int i = 0; i < count; i += Lanes.COUNT) {
            IntVector h = STEPS.add((index + i) * DropoutMask.GOLDEN + first);
            h = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 16))
                    .mul(DropoutMask.MIX_1);
            h = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 13))
                    .mul(DropoutMask.MIX_2);
            h = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 16))
                    .lanewise(VectorOperators.XOR, second);
            h = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 16))
                    .mul(DropoutMask.MIX_3);
            h = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 15))
                    .mul(DropoutMask.MIX_4);
            h = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 16));
            VectorMask<Float> kept = h.lanewise(VectorOperators.LSHR, 32 - DropoutMask.BITS)
                    .lt(threshold)
                    .cast(Lanes.SPECIES);
            VectorMask<Float> there = Lanes.first(count - i);
            FloatVector values = FloatVector.fromArray(Lanes.SPECIES, x, xt + i, there);
            FloatVector.zero(Lanes.SPECIES).blend(values.mul(scale), kept).intoArray(y, yt + i, there);
        }
    }
}
