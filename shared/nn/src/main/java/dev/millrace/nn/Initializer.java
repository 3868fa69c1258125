package dev.millrace.nn;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// How a variable gets its first values. `fan_in` and `fan_out` are the axes of a kernel that its inputs and its
/// outputs lie along, each times the size of the window that a convolution's kernel moves over images.
public sealed interface Initializer extends Described {
    /// All 0.
    Initializer ZEROS = new Zeros();

    /// All 1.
    Initializer ONES = new Ones();

    /// Uniform in `±sqrt(6 / (fan_in + fan_out))` (Glorot and Bengio, 2010).
    Initializer GLOROT_UNIFORM = new Scaled("GlorotUniform", 1, Fan.AVERAGE, false);

    /// Truncated normal with variance `2 / (fan_in + fan_out)`.
    Initializer GLOROT_NORMAL = new Scaled("GlorotNormal", 1, Fan.AVERAGE, true);

    /// Uniform in `±sqrt(6 / fan_in)` (He et al., 2015).
    Initializer HE_UNIFORM = new Scaled("HeUniform", 2, Fan.IN, false);

    /// Truncated normal with variance `2 / fan_in`.
    Initializer HE_NORMAL = new Scaled("HeNormal", 2, Fan.IN, true);

    /// Uniform in `±sqrt(3 / fan_in)` (LeCun et al., 1998).
    Initializer LECUN_UNIFORM = new Scaled("LecunUniform", 1, Fan.IN, false);

    /// Truncated normal with variance `1 / fan_in`.
    Initializer LECUN_NORMAL = new Scaled("LecunNormal", 1, Fan.IN, true);

    /// All initializers.
    Kinds<Initializer> KINDS = new Kinds<>(
            "initializer",
            List.of(
                    Kind.<Initializer>of(Zeros.class, "", config -> ZEROS).alias("zero"),
                    Kind.<Initializer>of(Ones.class, "", config -> ONES).alias("one"),
                    Kind.of(Constant.class, "", config -> new Constant(config.number("value", 0))),
                    Kind.<Initializer>of(Identity.class, "", config -> new Identity(config.number("gain", 1)))
                            .alias("IdentityInitializer"),
                    scaled(GLOROT_UNIFORM),
                    scaled(GLOROT_NORMAL),
                    scaled(HE_UNIFORM),
                    scaled(HE_NORMAL),
                    scaled(LECUN_UNIFORM),
                    scaled(LECUN_NORMAL),
                    Kind.of(VarianceScaling.class, "", VarianceScaling::read),
                    random(RandomNormal.class, c -> new RandomNormal(c.number("mean", 0), c.number("stddev", 0.05)))
                            .alias("normal"),
                    random(
                            TruncatedNormal.class,
                            c -> new TruncatedNormal(c.number("mean", 0), c.number("stddev", 0.05))),
                    random(
                                    RandomUniform.class,
                                    c -> new RandomUniform(c.number("minval", -0.05), c.number("maxval", 0.05)))
                            .alias("uniform"),
                    random(Orthogonal.class, c -> new Orthogonal(c.number("gain", 1)))
                            .alias("OrthogonalInitializer")));

    /// All 0.
    record Zeros() implements Initializer {
        @Override
        public Settings settings() {
            return Settings.none();
        }
    }

    /// All 1.
    record Ones() implements Initializer {
        @Override
        public Settings settings() {
            return Settings.none();
        }
    }

    /// All `value`.
    record Constant(double value) implements Initializer {
        public Constant {
            finite("Constant", "value", value);
        }

        @Override
        public Settings settings() {
            return Settings.of("value", value);
        }
    }

    /// `gain` along the diagonal, 0 elsewhere; of matrices alone.
    record Identity(double gain) implements Initializer {
        public Identity {
            finite("Identity", "gain", gain);
        }

        @Override
        public Settings settings() {
            return Settings.of("gain", gain);
        }
    }

    /// Which fan a variance is divided by.
    enum Fan implements Named {
        IN,
        OUT,
        /// The mean of both.
        AVERAGE;

        @Override
        public String kerasName() {
            return "fan_" + (this == AVERAGE ? "avg" : name().toLowerCase(Locale.ROOT));
        }
    }

    /// Values whose variance is `scale / fan`: one of Keras's named kinds.
    ///
    /// @param normal whether they are drawn from a normal distribution that is cut off at two standard deviations; else
    /// they are uniform
    record Scaled(String className, double scale, Fan fan, boolean normal) implements Initializer {
        @Override
        public Settings settings() {
            return Settings.of("seed", null);
        }
    }

    /// Values whose variance is `scale / fan`.
    ///
    /// @param distribution `truncated_normal`, `untruncated_normal` or `uniform`
    record VarianceScaling(double scale, Fan mode, Distribution distribution) implements Initializer {
        public VarianceScaling {
            if (!(scale > 0 && Double.isFinite(scale))) {
                throw new DescriptionException("VarianceScaling: scale is a positive number. Received: scale=" + scale);
            }
        }

        private static VarianceScaling read(Config config) {
            config.ignore("seed");
            return new VarianceScaling(
                    config.number("scale", 1),
                    Named.parse(Fan.class, "mode", config.text("mode", "fan_in")),
                    Named.parse(Distribution.class, "distribution", config.text("distribution", "truncated_normal")));
        }

        @Override
        public Settings settings() {
            return Settings.of("scale", scale)
                    .and("mode", mode)
                    .and("distribution", distribution)
                    .and("seed", null);
        }
    }

    /// How values are drawn.
    enum Distribution implements Named {
        /// Cut off at two standard deviations.
        TRUNCATED_NORMAL,
        UNTRUNCATED_NORMAL,
        UNIFORM;

        @Override
        public String kerasName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// A normal distribution.
    record RandomNormal(double mean, double stddev) implements Initializer {
        public RandomNormal {
            finite("RandomNormal", "mean", mean);
            finite("RandomNormal", "stddev", stddev);
        }

        @Override
        public Settings settings() {
            return Settings.of("mean", mean).and("stddev", stddev).and("seed", null);
        }
    }

    /// A normal distribution that is cut off at two standard deviations.
    record TruncatedNormal(double mean, double stddev) implements Initializer {
        public TruncatedNormal {
            finite("TruncatedNormal", "mean", mean);
            finite("TruncatedNormal", "stddev", stddev);
        }

        @Override
        public Settings settings() {
            return Settings.of("mean", mean).and("stddev", stddev).and("seed", null);
        }
    }

    /// A uniform distribution in `[minval, maxval)`.
    record RandomUniform(double minval, double maxval) implements Initializer {
        public RandomUniform {
            finite("RandomUniform", "minval", minval);
            finite("RandomUniform", "maxval", maxval);
        }

        @Override
        public Settings settings() {
            return Settings.of("minval", minval).and("maxval", maxval).and("seed", null);
        }
    }

    /// Rows or columns, whichever are fewer, are orthogonal and of length `gain`; all axes but the last are taken as
    /// one (Saxe et al., 2014).
    record Orthogonal(double gain) implements Initializer {
        public Orthogonal {
            finite("Orthogonal", "gain", gain);
        }

        @Override
        public Settings settings() {
            return Settings.of("gain", gain).and("seed", null);
        }
    }

    private static Kind<Initializer> scaled(Initializer one) {
        return new Kind<>(one.className(), List.of(), "", config -> {
            config.ignore("seed");
            return one;
        });
    }

    private static <T extends Initializer> Kind<Initializer> random(Class<T> type, Function<Config, T> read) {
        return Kind.of(type, "", config -> {
            config.ignore("seed");
            return read.apply(config);
        });
    }

    private static void finite(String initializer, String name, double value) {
        if (!Float.isFinite((float) value)) {
            throw new DescriptionException(
                    initializer + ": " + name + " is a finite number. Received: " + name + "=" + value);
        }
    }
}
