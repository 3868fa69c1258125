package dev.millrace.datasets.npz;

import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.Options;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Which arrays of a file belong together: one for each example's input, one for its target, and perhaps one for its
/// weight.
///
/// @param x inputs
/// @param y targets
/// @param weights of the examples
record ArrayNames(String x, String y, Optional<String> weights) {
    /// What the options say of the arrays of one split; each may be missing.
    record Asked(Optional<String> x, Optional<String> y, Optional<String> weights) {
        /// @param suffix of the options' names: `_test`, or nothing
        static Asked of(Options options, String suffix) {
            return new Asked(
                    options.optionalText("x" + suffix),
                    options.optionalText("y" + suffix),
                    options.optionalText("weights" + suffix));
        }

        boolean none() {
            return x.isEmpty() && y.isEmpty() && weights.isEmpty();
        }
    }

    /// The arrays to train with: those asked for, else `x_train` and `y_train`, else `x` and `y`, in capitals or not.
    ///
    /// @throws DatasetException if there are none, naming those that there are
    static ArrayNames toTrain(NpzFile file, Asked asked) {
        List<String> names = file.names();
        String ending = asked.x().isEmpty()
                        && asked.y().isEmpty()
                        && find(names, "x_train").isPresent()
                ? "_train"
                : "";
        Optional<String> x = asked.x().or(() -> find(names, "x" + ending));
        Optional<String> y = asked.y().or(() -> find(names, "y" + ending));
        if (x.isEmpty() || y.isEmpty()) {
            String missing = x.isEmpty() ? y.isEmpty() ? "inputs and targets" : "inputs" : "targets";
            throw new DatasetException(file.path() + " does not say which of its arrays are the " + missing
                    + ". It has: " + (names.isEmpty() ? "none" : String.join(", ", names))
                    + ". Name them with the options 'x' and 'y'.");
        }
        return new ArrayNames(x.get(), y.get(), asked.weights());
    }

    /// The arrays of another split: those asked for, else those of its usual names where `train` has such.
    ///
    /// @param usual endings of names: `_val`, `_valid`
    /// @param option ending of the options' names
    /// @throws DatasetException if there are inputs without targets, or the other way round
    static Optional<ArrayNames> beside(
            NpzFile file, ArrayNames train, Asked asked, String option, Stream<String> usual) {
        boolean named = train.x().toLowerCase(Locale.ROOT).equals("x_train");
        List<String> names = file.names();
        Optional<String> ending = asked.none() && named
                ? usual.filter(e -> find(names, "x" + e)
                                .or(() -> find(names, "y" + e))
                                .isPresent())
                        .findFirst()
                : Optional.empty();
        Optional<String> x = asked.x().or(() -> ending.flatMap(e -> find(names, "x" + e)));
        Optional<String> y = asked.y().or(() -> ending.flatMap(e -> find(names, "y" + e)));
        if (x.isEmpty() && y.isEmpty() && asked.weights().isEmpty()) {
            return Optional.empty();
        }
        if (x.isEmpty() || y.isEmpty()) {
            throw new DatasetException(file.path() + " has " + (x.isEmpty() ? "no inputs" : "no targets") + " for "
                    + x.or(() -> y).map(other -> "'" + other + "'").orElse("weights") + ". It has: "
                    + String.join(", ", names) + ". Name them with the options 'x" + option + "' and 'y" + option
                    + "'.");
        }
        if (asked.weights().isPresent() != train.weights().isPresent()) {
            throw new DatasetException("All splits have weights, or none has. Received: "
                    + (train.weights().isPresent()
                            ? "weights to train with, and none for '" + x.get() + "'. Name them with 'weights" + option
                                    + "'."
                            : "'weights" + option + "' alone. Name those to train with in 'weights'."));
        }
        return Optional.of(new ArrayNames(x.get(), y.get(), asked.weights()));
    }

    /// The array with exactly that name, else one that differs in capitals alone.
    static Optional<String> find(List<String> names, String wanted) {
        return names.contains(wanted)
                ? Optional.of(wanted)
                : names.stream().filter(wanted::equalsIgnoreCase).findFirst();
    }

    /// All of them.
    Stream<String> all() {
        return Stream.concat(Stream.of(x, y), weights.stream());
    }
}
