package dev.millrace.datasets;

import dev.millrace.nn.Named;
import java.util.List;

/// The datasets there are, by name.
///
/// | name | what | from |
/// |---|---|---|
/// | `digits` | 60,000 + 10,000 handwritten digits like those of MNIST | drawn by the program, always the same |
/// | `mnist` | MNIST (LeCun, Cortes and Burges) | four IDX files in a folder, else a download |
public final class Datasets {
    private static final List<String> NAMES = List.of("digits", "mnist");

    private Datasets() {}

    /// The names of all datasets.
    public static List<String> names() {
        return NAMES;
    }

    /// Whether `open` needs no download.
    ///
    /// @throws dev.millrace.nn.DescriptionException if there is no dataset of that name
    public static boolean availableAtOnce(String name, DataFolders folders) {
        return switch (name) {
            case "digits" -> true;
            case "mnist" -> Mnist.isComplete(folders);
            default -> throw Named.unknown("dataset", name, NAMES);
        };
    }

    /// Reads or downloads a dataset, which is then in memory; one that is drawn is drawn as it is read.
    ///
    /// @param progress is told about downloads
    /// @throws dev.millrace.nn.DescriptionException if there is no dataset of that name
    /// @throws DatasetException if its files are missing, damaged or cannot be downloaded
    public static Dataset open(String name, DataFolders folders, Progress progress) {
        return switch (name) {
            case "digits" -> Digits.draw(60_000, 10_000, 0);
            case "mnist" -> Mnist.open(folders, Mnist.MIRRORS, progress);
            default -> throw Named.unknown("dataset", name, NAMES);
        };
    }
}
