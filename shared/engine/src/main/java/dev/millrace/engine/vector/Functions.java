package dev.millrace.engine.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// Exponential and logarithm, lane by lane, to a unit or two in the last place; the same bits interpreted and
/// compiled, and on every machine.
///
/// Constants are vectors made once, and no operation is done twice: the compiler inlines so and so much into a loop,
/// and allocates the vectors of what it does not inline.
final class Functions {
    private static final float LOG2_E = (float) (1 / Math.log(2));
    /// `ln(2)` in two parts, so that `x - n * ln(2)` loses nothing.
    private static final float LN2 = (float) Math.log(2);

    private static final float LN2_REST = (float) (Math.log(2) - LN2);

    /// Added to a float, it leaves the nearest whole number in the lowest bits.
    private static final float ROUNDING = 0x1.8p23f;

    private static final int ROUNDING_BITS = Float.floatToRawIntBits(ROUNDING);
    private static final int ONE_BITS = Float.floatToRawIntBits(1);
    private static final int HALF_ROOT_BITS = Float.floatToRawIntBits((float) Math.sqrt(0.5));

    private static final FloatVector TO_LN2 = constant(LN2);
    private static final FloatVector TO_LN2_REST = constant(LN2_REST);
    private static final FloatVector FROM_LN2 = constant(-LN2);
    private static final FloatVector FROM_LN2_REST = constant(-LN2_REST);
    private static final FloatVector HALF = constant(0.5f);
    private static final FloatVector THIRD = constant(1 / 3f);
    private static final FloatVector FIFTH = constant(1 / 5f);
    private static final FloatVector SIXTH = constant(1 / 6f);
    private static final FloatVector SEVENTH = constant(1 / 7f);
    private static final FloatVector NINTH = constant(1 / 9f);
    private static final FloatVector ELEVENTH = constant(1 / 11f);
    private static final FloatVector THIRTEENTH = constant(1 / 13f);
    private static final FloatVector FIFTEENTH = constant(1 / 15f);
    private static final FloatVector SEVENTEENTH = constant(1 / 17f);
    private static final FloatVector FACTORIAL_4 = constant(1 / 24f);
    private static final FloatVector FACTORIAL_5 = constant(1 / 120f);
    private static final FloatVector FACTORIAL_6 = constant(1 / 720f);
    private static final FloatVector FACTORIAL_7 = constant(1 / 5040f);

    private Functions() {}

    /// `e^x`, where `x` is held between -87 and 88.
    static FloatVector exp(FloatVector x) {
        FloatVector held = x.max(-87).min(88);
        FloatVector rounded = held.mul(LOG2_E).add(ROUNDING);
        FloatVector scale = power(rounded);
        return remainder(held, rounded).fma(scale, scale);
    }

    /// The same of one value, with the same bits.
    static float exp(float x) {
        float held = Math.min(Math.max(x, -87), 88);
        float rounded = held * LOG2_E + ROUNDING;
        float scale = Float.intBitsToFloat((Float.floatToRawIntBits(rounded) << 23) + ONE_BITS);
        float n = rounded - ROUNDING;
        float r = Math.fma(-n, LN2_REST, Math.fma(-n, LN2, held));
        float q = Math.fma(1 / 5040f, r, 1 / 720f);
        q = Math.fma(q, r, 1 / 120f);
        q = Math.fma(q, r, 1 / 24f);
        q = Math.fma(q, r, 1 / 6f);
        q = Math.fma(q, r, 0.5f);
        return Math.fma(Math.fma(q, r * r, r), scale, scale);
    }

    /// `e^x - 1`, exact for small `x`, where `x` is held between -87 and 88.
    static FloatVector expm1(FloatVector x) {
        FloatVector held = x.max(-87).min(88);
        FloatVector rounded = held.mul(LOG2_E).add(ROUNDING);
        FloatVector scale = power(rounded);
        return remainder(held, rounded).fma(scale, scale.sub(1));
    }

    /// `2^n`: the whole number in the lowest bits becomes the exponent, what is above falls out.
    private static FloatVector power(FloatVector rounded) {
        return rounded.reinterpretAsInts()
                .lanewise(VectorOperators.LSHL, 23)
                .add(ONE_BITS)
                .reinterpretAsFloats();
    }

    /// `e^r - 1` for `r = x - n * ln(2)`, `|r| < 0.35`: its series up to `r^7`.
    private static FloatVector remainder(FloatVector held, FloatVector rounded) {
        FloatVector n = rounded.sub(ROUNDING);
        FloatVector r = n.fma(FROM_LN2_REST, n.fma(FROM_LN2, held));
        FloatVector q = FACTORIAL_7
                .fma(r, FACTORIAL_6)
                .fma(r, FACTORIAL_5)
                .fma(r, FACTORIAL_4)
                .fma(r, SIXTH)
                .fma(r, HALF);
        return q.fma(r.mul(r), r);
    }

    /// The natural logarithm of positive, normal numbers.
    static FloatVector log(FloatVector x) {
        // x = m * 2^e, m between sqrt(1/2) and sqrt(2)
        var bits = x.reinterpretAsInts();
        var e = bits.sub(HALF_ROOT_BITS).lanewise(VectorOperators.ASHR, 23);
        FloatVector m = bits.sub(e.lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats();
        // a whole number in the lowest bits of a float, and back: a conversion would be allocated
        FloatVector exponent = e.add(ROUNDING_BITS).reinterpretAsFloats().sub(ROUNDING);
        FloatVector z = m.sub(1).div(m.add(1));
        FloatVector z2 = z.mul(z);
        return exponent.fma(TO_LN2, exponent.fma(TO_LN2_REST, twiceArtanh(z, z2, NINTH)));
    }

    /// `ln(1 + t)` for `0 <= t <= 1`, exact for small `t`.
    static FloatVector log1p(FloatVector t) {
        FloatVector z = t.div(t.add(2));
        FloatVector z2 = z.mul(z);
        FloatVector tail = SEVENTEENTH
                .fma(z2, FIFTEENTH)
                .fma(z2, THIRTEENTH)
                .fma(z2, ELEVENTH)
                .fma(z2, NINTH);
        return twiceArtanh(z, z2, tail);
    }

    /// `2 * (z + z^3 / 3 + z^5 / 5 + z^7 / 7 + tail * z^9)`
    private static FloatVector twiceArtanh(FloatVector z, FloatVector z2, FloatVector tail) {
        FloatVector sum = tail.fma(z2, SEVENTH).fma(z2, FIFTH).fma(z2, THIRD);
        FloatVector twice = z.add(z);
        return sum.mul(z2).fma(twice, twice);
    }

    private static FloatVector constant(float value) {
        return FloatVector.broadcast(Lanes.SPECIES, value);
    }
}
