package dev.millrace.datasets.table;

import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.Options;
import dev.millrace.datasets.Splits;
import dev.millrace.datasets.TableColumn.Kind;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a person says of a table, whatever file it is in.
///
/// @param targets columns that should come out, at least one
/// @param columns columns that go in; empty: all that have no other use
/// @param ignore columns that are left out
/// @param weight column of sample weights
/// @param types what columns hold, where it is not what the file suggests
/// @param task whether targets are classes; absent: decided by the target column
/// @param oneHot whether each value of a text column has a place of its own in the input
/// @param standardize whether columns of numbers get mean 0 and deviation 1
/// @param missing what becomes of missing values
/// @param splits of the rows that no file of its own says
/// @param validationFile whose rows are validated with
/// @param testFile whose rows are tested on
record TableOptions(
        List<String> targets,
        List<String> columns,
        List<String> ignore,
        Optional<String> weight,
        Map<String, Kind> types,
        Optional<Task> task,
        boolean oneHot,
        boolean standardize,
        Missing missing,
        Splits splits,
        Optional<Path> validationFile,
        Optional<Path> testFile) {
    /// What a model is to do.
    enum Task {
        /// Tell classes apart.
        CLASSES,
        /// Meet numbers.
        VALUES
    }

    /// What becomes of a missing value.
    enum Missing {
        /// It is an error.
        REFUSE,
        /// The mean of the training rows stands in for it.
        MEAN,
        /// The median of the training rows stands in for it.
        MEDIAN,
        /// 0 stands in for it.
        ZERO
    }

    private enum Categories {
        ONE_HOT,
        INDEX
    }

    TableOptions {
        targets = List.copyOf(targets);
        columns = List.copyOf(columns);
        ignore = List.copyOf(ignore);
        types = Map.copyOf(types);
        if (targets.isEmpty()) {
            throw new DatasetException("Option 'target' names the column that the model should learn to say, or a list"
                    + " of them. Received: none.");
        }
        if (task.isPresent() && task.get() == Task.CLASSES && targets.size() > 1) {
            throw new DatasetException("Classes are one target column. Received: " + String.join(", ", targets)
                    + ". Choose one of them, or task: values.");
        }
        if (splits.stratify() && task.isPresent() && task.get() == Task.VALUES) {
            throw new DatasetException("Option 'stratify' divides each class by itself. Received: task values, which"
                    + " has no classes.");
        }
    }

    /// The options of a table in a file, which others may belong to.
    ///
    /// @throws DatasetException if one is not what it should be
    static TableOptions ofFile(Options options) {
        Optional<Path> validation = Datasets.path(options, "validation_file");
        Optional<Path> test = Datasets.path(options, "test_file");
        Splits given = Splits.of(
                options,
                new Splits(
                        validation.isPresent() ? 0 : Splits.DEFAULT.validation(),
                        test.isPresent() ? 0 : Splits.DEFAULT.test(),
                        Splits.DEFAULT.seed(),
                        Splits.DEFAULT.stratify()));
        if ((validation.isPresent() && given.validation() > 0) || (test.isPresent() && given.test() > 0)) {
            throw new DatasetException("Rows to validate with and to test on come from a file of their own or from a"
                    + " fraction of 'file'. Received: both. Leave out 'validation_file' or 'test_file', or the"
                    + " fraction in 'split'.");
        }
        return of(options, given, validation, test);
    }

    /// The options of a table without files of its own to validate with and to test on.
    ///
    /// @throws DatasetException if one is not what it should be
    static TableOptions of(Options options) {
        return of(options, Splits.of(options, Splits.DEFAULT), Optional.empty(), Optional.empty());
    }

    private static TableOptions of(Options options, Splits splits, Optional<Path> validation, Optional<Path> test) {
        Map<String, Kind> types = new LinkedHashMap<>();
        options.optionalChild("types")
                .ifPresent(of -> of.names().forEach(name -> types.put(name, of.constant(name, Kind.class))));
        return new TableOptions(
                options.texts("target"),
                options.texts("columns"),
                options.texts("ignore"),
                options.optionalText("weight"),
                types,
                options.has("task") ? Optional.of(options.constant("task", Task.class)) : Optional.empty(),
                !options.has("categories") || options.constant("categories", Categories.class) == Categories.ONE_HOT,
                options.flag("standardize", true),
                options.has("missing") ? options.constant("missing", Missing.class) : Missing.REFUSE,
                splits,
                validation,
                test);
    }
}
