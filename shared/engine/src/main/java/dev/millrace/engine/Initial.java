package dev.millrace.engine;

import dev.millrace.nn.Shape;
import dev.millrace.nn.VariableSpec;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/// First values of variables: a function of the variable's description and the seed, and of nothing else.
final class Initial {
    private Initial() {}

    /// Each variable draws from a `SplittableRandom` (SplitMix64) of its own, seeded with `seed` plus the FNV-1a
    /// hash of its name; a value in `[0, 1)` is the upper 53 bits of the next one, times `2^-53`.
    static FloatBuffer values(VariableSpec spec, long seed) {
        double fanIn = spec.shape().rank() < 2 ? fan(spec.shape(), 1) : fan(spec.shape(), 2);
        double fanOut = fan(spec.shape(), 1);
        return switch (spec.initializer()) {
            case ZEROS -> FloatBuffer.allocate(spec.shape().size());
            case ONES -> constant(spec);
            case GLOROT_UNIFORM -> uniform(spec, seed, Math.sqrt(6 / (fanIn + fanOut)));
            case HE_UNIFORM -> uniform(spec, seed, Math.sqrt(6 / fanIn));
            case LECUN_UNIFORM -> uniform(spec, seed, Math.sqrt(3 / fanIn));
        };
    }

    /// The seed of a layer that has none of its own, not negative.
    static int seed(String layer, long seed) {
        return new SplittableRandom(seed + fnv1a(layer)).nextInt(Integer.MAX_VALUE);
    }

    /// Size of the axis at `fromEnd`, 1 for a scalar; a vector has the same fan in and out.
    private static int fan(Shape shape, int fromEnd) {
        return shape.rank() == 0 ? 1 : shape.dims().get(shape.rank() - fromEnd);
    }

    private static FloatBuffer constant(VariableSpec spec) {
        FloatBuffer values = FloatBuffer.allocate(spec.shape().size());
        while (values.hasRemaining()) {
            values.put(spec.fill());
        }
        return values.flip();
    }

    private static FloatBuffer uniform(VariableSpec spec, long seed, double limit) {
        var random = new SplittableRandom(seed + fnv1a(spec.name()));
        FloatBuffer values = FloatBuffer.allocate(spec.shape().size());
        while (values.hasRemaining()) {
            double unit = (random.nextLong() >>> 11) * 0x1p-53;
            values.put((float) (spec.fill() * limit * (2 * unit - 1)));
        }
        return values.flip();
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
