package dev.millrace.standalone.look;

import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Targets;
import dev.millrace.nn.data.Examples;
import java.util.ArrayList;
import java.util.List;

/// How many examples there are to train with, to validate with and to test on.
///
/// @param name of a class; empty: of all classes together
public record SplitCounts(String name, int training, int validation, int test) {
    /// All examples of a dataset.
    static SplitCounts of(Dataset dataset) {
        return new SplitCounts(
                "",
                dataset.train().size(),
                dataset.validation().size(),
                dataset.test().size());
    }

    /// Those of each class, in the order of the classes' numbers.
    static List<SplitCounts> of(Dataset dataset, Targets.Classes classes) {
        int[] training = counts(dataset.train(), classes.count());
        int[] validation = counts(dataset.validation(), classes.count());
        int[] test = counts(dataset.test(), classes.count());
        List<SplitCounts> counts = new ArrayList<>();
        for (int i = 0; i < classes.count(); i++) {
            counts.add(new SplitCounts(classes.name(i), training[i], validation[i], test[i]));
        }
        return counts;
    }

    private static int[] counts(Examples examples, int classes) {
        int[] counts = new int[classes];
        for (int i = 0; i < examples.size(); i++) {
            counts[examples.label(i)]++;
        }
        return counts;
    }
}
