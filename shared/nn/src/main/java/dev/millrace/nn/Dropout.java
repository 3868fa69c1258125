package dev.millrace.nn;

import java.util.List;
import java.util.OptionalInt;

/// Keras's `Dropout` layer: while training, each input is 0 with the probability `rate` and else divided by
/// `1 - rate`, so that the mean stays; otherwise, and in predictions, the inputs as they are. Output has the shape of
/// the input.
///
/// @param rate in `[0, 1]`
/// @param seed what is dropped is a function of the seed, the number of updates made, and the place in the mini-batch;
/// none: to be derived from the model's, when it is compiled
public record Dropout(String name, double rate, OptionalInt seed) implements Layer {
    public Dropout {
        if (!(rate >= 0 && rate <= 1)) {
            throw new DescriptionException("Dropout" + (name.isEmpty() ? "" : " '" + name + "'")
                    + ": rate is between 0 and 1. Received: rate=" + rate);
        }
        if (seed.orElse(0) < 0) {
            throw new DescriptionException("Dropout" + (name.isEmpty() ? "" : " '" + name + "'")
                    + ": seed is not negative. Received: seed=" + seed.getAsInt());
        }
    }

    /// A layer that drops the share `rate` of its inputs.
    public static Dropout of(double rate) {
        return new Dropout("", rate, OptionalInt.empty());
    }

    @Override
    public Dropout withName(String name) {
        return new Dropout(name, rate, seed);
    }

    /// The same layer, drawing from `seed`.
    public Dropout withSeed(int seed) {
        return new Dropout(name, rate, OptionalInt.of(seed));
    }

    @Override
    public String className() {
        return "Dropout";
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public List<VariableSpec> weights(Shape input) {
        return List.of();
    }
}
