package dev.millrace.standalone.prediction;

import dev.millrace.datasets.Schema;
import dev.millrace.datasets.Targets;
import dev.millrace.nn.Sequential;
import dev.millrace.runs.OutputMeaning;
import dev.millrace.standalone.model.LoadedModel;
import dev.millrace.standalone.output.UserException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// What the outputs of a model mean, in the words of the data that it was trained with.
public sealed interface Answers {
    /// What one input's outputs mean.
    ///
    /// @param prediction a class by its name; empty where the outputs are values
    /// @param kind of `values`: `probabilities`, `outputs` or `values`
    /// @param values by the names of classes or columns, in order
    record Answer(Optional<String> prediction, String kind, Map<String, Float> values) {}

    /// What `outputs` mean, which are finite.
    Answer of(List<Float> outputs);

    /// The answers of a model.
    ///
    /// @throws UserException if they would be about more than one class
    static Answers of(LoadedModel loaded) {
        Sequential model = loaded.model().model();
        var meaning = OutputMeaning.of(model, loaded.model().loss());
        Optional<Targets> targets = loaded.data().map(Schema::targets);
        if (targets.isEmpty()) {
            return meaning == OutputMeaning.UNKNOWN || model.outputShape().rank() != 1
                    ? new OfValues(numbered(model.outputShape().size()))
                    : new OfClasses(meaning, Optional.empty());
        }
        return switch (targets.get()) {
            case Targets.Classes classes -> {
                if (model.outputShape().rank() != 1) {
                    throw new UserException("The model gives shape " + model.outputShape()
                            + ". Expected: one value per class, like (10,).");
                }
                yield new OfClasses(meaning, Optional.of(classes));
            }
            case Targets.Values values ->
                new OfValues(
                        values.columns().isEmpty() ? numbered(values.shape().size()) : values.columns());
        };
    }

    private static List<String> numbered(int count) {
        return count == 1
                ? List.of("value")
                : IntStream.range(0, count).mapToObj(i -> "value" + i).toList();
    }

    /// Classes, by their names where they have some.
    record OfClasses(OutputMeaning meaning, Optional<Targets.Classes> classes) implements Answers {
        @Override
        public Answer of(List<Float> outputs) {
            Optional<List<Float>> probabilities = meaning.probabilities(outputs);
            List<Float> values = probabilities.orElse(outputs);
            int best = OutputMeaning.best(values);
            Map<String, Float> named = new LinkedHashMap<>();
            for (int i = 0; i < values.size(); i++) {
                named.put(name(i), values.get(i));
            }
            return new Answer(Optional.of(name(best)), probabilities.isPresent() ? "probabilities" : "outputs", named);
        }

        private String name(int number) {
            return classes.filter(c -> number < c.count())
                    .map(c -> c.name(number))
                    .orElseGet(() -> String.valueOf(number));
        }
    }

    /// Values, by the names of their columns.
    record OfValues(List<String> columns) implements Answers {
        public OfValues {
            columns = List.copyOf(columns);
        }

        @Override
        public Answer of(List<Float> outputs) {
            Map<String, Float> named = new LinkedHashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                named.put(columns.get(i), outputs.get(i));
            }
            return new Answer(Optional.empty(), "values", named);
        }
    }
}
