package dev.millrace.datasets.npz;

import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.Options;
import dev.millrace.datasets.Progress;
import dev.millrace.datasets.Source;
import dev.millrace.datasets.Splits;
import dev.millrace.datasets.StandardizeOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/// Arrays in a file of `numpy.savez` or `numpy.savez_compressed`, read row by row, so that they need not fit into
/// memory.
///
/// | option | default |
/// |---|---|
/// | `file` | |
/// | `x`, `y` | names of the arrays: `x_train` and `y_train` where the file has them, else `x` and `y` |
/// | `x_val`, `y_val`, `x_test`, `y_test` | arrays of these names, beside `x_train` |
/// | `weights`, `weights_val`, `weights_test` | none |
/// | `task` | `classes` where `y` has one whole number for each example, else `values` |
/// | `scale` | 1/255 for `uint8` pictures (two axes or more for each example), else 1 |
/// | `split` | as [Splits#DEFAULT], where there is one `x` alone |
/// | `standardize`, `mean`, `deviation` | as [StandardizeOptions] says, of what `scale` makes of the values |
///
/// @param file to read
/// @param train arrays to train with
/// @param validation arrays to validate with
/// @param test arrays to test on
/// @param task what the targets are
/// @param scale factor that turns stored values into what the model sees
/// @param splits how the rows are divided
/// @param standardize whether inputs are standardised
public record NpzSource(
        Path file,
        ArrayNames.Asked train,
        ArrayNames.Asked validation,
        ArrayNames.Asked test,
        Optional<Task> task,
        OptionalDouble scale,
        Optional<Splits> splits,
        StandardizeOptions standardize)
        implements Source {
    /// The source that `options` say.
    ///
    /// @throws DatasetException if one is missing, or not what it should be
    public static NpzSource of(Options options) {
        return new NpzSource(
                Datasets.path(options, "file")
                        .orElseThrow(() -> new DatasetException("Option 'file' of 'npz' is missing.")),
                ArrayNames.Asked.of(options, ""),
                ArrayNames.Asked.of(options, "_val"),
                ArrayNames.Asked.of(options, "_test"),
                options.has("task") ? Optional.of(options.constant("task", Task.class)) : Optional.empty(),
                options.optionalNumber("scale"),
                options.has("split") ? Optional.of(Splits.of(options, Splits.DEFAULT)) : Optional.empty(),
                StandardizeOptions.of(options));
    }

    @Override
    public Dataset open(DataFolders folders, Progress progress) {
        try (NpzFile npz = NpzFile.open(file)) {
            ArrayNames names = ArrayNames.toTrain(npz, train);
            var loaded = new NpzLoading(
                    npz,
                    names,
                    ArrayNames.beside(npz, names, validation, "_val", Stream.of("_val", "_valid", "_validation")),
                    ArrayNames.beside(npz, names, test, "_test", Stream.of("_test")));
            return standardize.apply(loaded.read(task, scale, splits, folders.cache(), progress));
        }
    }
}
