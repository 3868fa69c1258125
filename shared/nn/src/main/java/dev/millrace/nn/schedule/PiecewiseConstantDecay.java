package dev.millrace.nn.schedule;

import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Schedule;
import dev.millrace.nn.Settings;
import java.util.List;

/// `values[i]` where `boundaries[i - 1] < s <= boundaries[i]`.
///
/// @param boundaries increasing
/// @param values one more than boundaries
public record PiecewiseConstantDecay(List<Integer> boundaries, List<Double> values) implements Schedule {
    /// How it is read.
    public static final Kind<Schedule> KIND = Kind.of(PiecewiseConstantDecay.class, "", config -> {
        config.require("boundaries", "[1000, 2000]");
        config.require("values", "[0.1, 0.01, 0.001]");
        return new PiecewiseConstantDecay(config.wholes("boundaries"), config.numbers("values", List.of()));
    });

    public PiecewiseConstantDecay {
        boundaries = List.copyOf(boundaries);
        values = List.copyOf(values);
        for (int i = 1; i < boundaries.size(); i++) {
            if (boundaries.get(i) <= boundaries.get(i - 1)) {
                throw new DescriptionException(
                        "PiecewiseConstantDecay: boundaries increase. Received: boundaries=" + boundaries);
            }
        }
        if (values.size() != boundaries.size() + 1) {
            throw new DescriptionException("PiecewiseConstantDecay: values has one more element than boundaries."
                    + " Received: boundaries=" + boundaries + ", values=" + values);
        }
        values.forEach(value -> Checks.notNegative("PiecewiseConstantDecay", "values", value));
    }

    @Override
    public double at(long iteration) {
        int piece = 0;
        while (piece < boundaries.size() && iteration > boundaries.get(piece)) {
            piece++;
        }
        return values.get(piece).floatValue();
    }

    @Override
    public Settings settings() {
        return Settings.of("boundaries", boundaries).and("values", values).and("name", "PiecewiseConstant");
    }
}
