package dev.millrace.engine.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// Exponential and logarithm, lane by lane, to a unit or two in the last place; the same bits interpreted and
/// compiled, and on every machine.
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

    private Functions() {}

    /// `e^x`, where `x` is held between -87 and 88.
    static FloatVector exp(FloatVector x) {
        FloatVector n = rounded(x);
        FloatVector scale = power(n);
        return remainder(x, n).fma(scale, scale);
    }

    /// The same of one value, with the same bits.
    static float exp(float x) {
        float held = Math.min(Math.max(x, -87), 88);
        float rounded = held * LOG2_E + ROUNDING;
        float scale = Float.intBitsToFloat(((Float.floatToRawIntBits(rounded) - ROUNDING_BITS) << 23) + ONE_BITS);
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
        FloatVector n = rounded(x);
        FloatVector scale = power(n);
        return remainder(x, n).fma(scale, scale.sub(1));
    }

    private static FloatVector held(FloatVector x) {
        return x.max(-87).min(88);
    }

    /// `x / ln(2)`, to the nearest whole number, with `ROUNDING` added.
    private static FloatVector rounded(FloatVector x) {
        return held(x).mul(LOG2_E).add(ROUNDING);
    }

    /// `2^n`
    private static FloatVector power(FloatVector rounded) {
        return rounded.reinterpretAsInts()
                .sub(ROUNDING_BITS)
                .lanewise(VectorOperators.LSHL, 23)
                .add(ONE_BITS)
                .reinterpretAsFloats();
    }

    /// `e^r - 1` for `r = x - n * ln(2)`, `|r| < 0.35`: its series up to `r^7`.
    private static FloatVector remainder(FloatVector x, FloatVector rounded) {
        FloatVector n = rounded.sub(ROUNDING);
        FloatVector r = n.lanewise(VectorOperators.NEG)
                .fma(constant(LN2_REST), n.lanewise(VectorOperators.NEG).fma(constant(LN2), held(x)));
        FloatVector q = constant(1 / 5040f)
                .fma(r, constant(1 / 720f))
                .fma(r, constant(1 / 120f))
                .fma(r, constant(1 / 24f))
                .fma(r, constant(1 / 6f))
                .fma(r, constant(0.5f));
        return q.fma(r.mul(r), r);
    }

    /// The natural logarithm of positive, normal numbers.
    static FloatVector log(FloatVector x) {
        // x = m * 2^e, m between sqrt(1/2) and sqrt(2)
        var bits = x.reinterpretAsInts();
        var e = bits.sub(HALF_ROOT_BITS).lanewise(VectorOperators.ASHR, 23);
        FloatVector m = bits.sub(e.lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats();
        FloatVector exponent = (FloatVector) e.convert(VectorOperators.I2F, 0);
        FloatVector z = m.sub(1).div(m.add(1));
        return exponent.fma(constant(LN2), exponent.fma(constant(LN2_REST), twiceArtanh(z, constant(1 / 9f))));
    }

    /// `ln(1 + t)` for `0 <= t <= 1`, exact for small `t`.
    static FloatVector log1p(FloatVector t) {
        FloatVector z = t.div(t.add(2));
        FloatVector z2 = z.mul(z);
        FloatVector tail = constant(1 / 17f)
                .fma(z2, constant(1 / 15f))
                .fma(z2, constant(1 / 13f))
                .fma(z2, constant(1 / 11f))
                .fma(z2, constant(1 / 9f));
        return twiceArtanh(z, tail);
    }

    /// `2 * (z + z^3 / 3 + z^5 / 5 + z^7 / 7 + tail * z^9)`
    private static FloatVector twiceArtanh(FloatVector z, FloatVector tail) {
        FloatVector z2 = z.mul(z);
        FloatVector sum =
                tail.fma(z2, constant(1 / 7f)).fma(z2, constant(1 / 5f)).fma(z2, constant(1 / 3f));
        FloatVector twice = z.add(z);
        return sum.mul(z2).fma(twice, twice);
    }

    private static FloatVector constant(float value) {
        return FloatVector.broadcast(Lanes.SPECIES, value);
    }
}
