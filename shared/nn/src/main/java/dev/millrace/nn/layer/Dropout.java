package dev.millrace.nn.layer;

import dev.millrace.nn.Config;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Settings;
import dev.millrace.nn.Shape;
import java.util.OptionalInt;

/// Keras's `Dropout` layer: while training, each input is 0 with the probability `rate` and else divided by
/// `1 - rate`, so that the mean stays; otherwise, and in predictions, the inputs as they are. Output has the shape of
/// the input.
///
/// @param rate in `[0, 1]`
/// @param seed what is dropped is a function of the seed, the number of updates made, and the place in the mini-batch;
/// none: to be derived from the model's, when it is compiled
public record Dropout(String name, double rate, OptionalInt seed) implements Layer {
    static final Kind<Layer> KIND = Kind.of(Dropout.class, "rate", Dropout::read);

    public Dropout {
        if (!(rate >= 0 && rate <= 1)) {
            throw new DescriptionException(
                    "Dropout" + Checks.quoted(name) + ": rate is between 0 and 1. Received: rate=" + rate);
        }
        if (seed.orElse(0) < 0) {
            throw new DescriptionException(
                    "Dropout" + Checks.quoted(name) + ": seed is not negative. Received: seed=" + seed.getAsInt());
        }
    }

    /// A layer that drops the share `rate` of its inputs.
    public static Dropout of(double rate) {
        return new Dropout("", rate, OptionalInt.empty());
    }

    private static Dropout read(Config config) {
        config.require("rate", "0.5");
        config.only("noise_shape", null);
        return new Dropout(config.text("name", ""), config.number("rate", 0), config.optionalWhole("seed"));
    }

    @Override
    public Dropout withName(String newName) {
        return new Dropout(newName, rate, seed);
    }

    /// The same layer, drawing from `seed`.
    public Dropout withSeed(int newSeed) {
        return new Dropout(name, rate, OptionalInt.of(newSeed));
    }

    @Override
    public Layer withDefaultSeed(int newSeed) {
        return seed.isPresent() ? this : withSeed(newSeed);
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Settings settings() {
        return Settings.of("rate", rate).and("seed", seed).and("noise_shape", null);
    }
}
