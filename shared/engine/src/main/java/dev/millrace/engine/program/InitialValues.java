package dev.millrace.engine.program;

import dev.millrace.nn.Initializer;
import dev.millrace.nn.Initializer.Distribution;
import dev.millrace.nn.VariableSpec;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/// First values of variables: a function of the variable's description and the seed, and of nothing else.
///
/// Each variable draws from a `SplittableRandom` (SplitMix64) of its own, seeded with `seed` plus the FNV-1a hash of
/// its name; a value in `[0, 1)` is the upper 53 bits of the next one, times `2^-53`. Normal values are Marsaglia's
/// (1964): the first of each pair.
public final class InitialValues {
    /// Standard deviation of a standard normal distribution that is cut off at two standard deviations.
    private static final double CUT = 0.8796256610342398;

    private final SplittableRandom random;

    private InitialValues(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /// The values of `spec`, row-major.
    public static FloatBuffer of(VariableSpec spec, long seed) {
        FloatBuffer values = FloatBuffer.allocate(spec.shape().size());
        var random = new InitialValues(seed + fnv1a(spec.name()));
        if (spec.initializer() instanceof Initializer.Orthogonal orthogonal) {
            int columns = spec.shape().rank() == 0 ? 1 : spec.shape().last();
            return Orthogonal.fill(values, columns, orthogonal.gain(), random::normal);
        }
        DoubleSupplier next = random.source(spec);
        while (values.hasRemaining()) {
            values.put((float) next.getAsDouble());
        }
        return values.flip();
    }

    /// The seed of a layer that has none of its own, not negative.
    public static int seed(String layer, long seed) {
        return new SplittableRandom(seed + fnv1a(layer)).nextInt(Integer.MAX_VALUE);
    }

    private DoubleSupplier source(VariableSpec spec) {
        return switch (spec.initializer()) {
            case Initializer.Zeros i -> () -> 0;
            case Initializer.Ones i -> () -> 1;
            case Initializer.Constant i -> i::value;
            case Initializer.Scaled i ->
                scaled(spec, i.scale(), i.fan(), i.normal() ? Distribution.TRUNCATED_NORMAL : Distribution.UNIFORM);
            case Initializer.VarianceScaling i -> scaled(spec, i.scale(), i.mode(), i.distribution());
            case Initializer.RandomNormal i -> () -> i.mean() + i.stddev() * normal();
            case Initializer.TruncatedNormal i -> () -> i.mean() + i.stddev() * truncated();
            case Initializer.RandomUniform i -> () -> i.minval() + (i.maxval() - i.minval()) * uniform();
            case Initializer.Identity i -> diagonal(i.gain(), spec.shape().last());
            case Initializer.Orthogonal i -> throw new IllegalArgumentException("Not drawn value by value: " + i);
        };
    }

    private static DoubleSupplier diagonal(double gain, int columns) {
        var places = IntStream.iterate(0, at -> at + 1).iterator();
        return () -> {
            int at = places.nextInt();
            return at / columns == at % columns ? gain : 0;
        };
    }

    private DoubleSupplier scaled(VariableSpec spec, double scale, Initializer.Fan mode, Distribution distribution) {
        double fan = switch (mode) {
            case IN -> spec.fanIn();
            case OUT -> spec.fanOut();
            case AVERAGE -> (spec.fanIn() + spec.fanOut()) / 2.0;
        };
        double deviation = Math.sqrt(scale / fan);
        double limit = Math.sqrt(3 * scale / fan);
        return switch (distribution) {
            case UNIFORM -> () -> limit * (2 * uniform() - 1);
            case TRUNCATED_NORMAL -> () -> deviation / CUT * truncated();
            case UNTRUNCATED_NORMAL -> () -> deviation * normal();
        };
    }

    private double uniform() {
        return (random.nextLong() >>> 11) * 0x1p-53;
    }

    private double normal() {
        while (true) {
            double u = 2 * uniform() - 1;
            double v = 2 * uniform() - 1;
            double s = u * u + v * v;
            if (s > 0 && s < 1) {
                return u * StrictMath.sqrt(-2 * StrictMath.log(s) / s);
            }
        }
    }

    private double truncated() {
        double value = normal();
        while (Math.abs(value) > 2) {
            value = normal();
        }
        return value;
    }

    /// Fowler, Noll and Vo's hash of the UTF-8 bytes, 64 bits.
    private static long fnv1a(String name) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }
}
