package dev.millrace.standalone;

import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.Progress;
import dev.millrace.nn.Named;
import dev.millrace.nn.Shape;
import java.nio.file.Path;
import java.util.Optional;

/// Which dataset a run uses where none was named, and datasets opened for people who watch.
final class DatasetChoice {
    private DatasetChoice() {}

    /// A dataset, and why it was this one.
    record Choice(String name, String reason) {}

    /// `mnist` where it can be had at once, else `digits`.
    static Choice choose(String data) {
        return Datasets.availableAtOnce("mnist", folders(data))
                ? new Choice("mnist", "its files are here")
                : new Choice("digits", "MNIST's files are not here; --dataset mnist downloads them");
    }

    /// The shape of one example of the datasets there are.
    ///
    /// @throws dev.millrace.nn.DescriptionException if there is no such dataset
    static Optional<Shape> shapeOf(String name) {
        if (!Datasets.names().contains(name)) {
            throw Named.unknown("dataset", name, Datasets.names());
        }
        return Optional.of(Shape.of(28, 28));
    }

    /// Opens a dataset; downloads show their progress on standard error.
    static Dataset open(String name, String data) {
        return Datasets.open(name, folders(data), downloads());
    }

    private static DataFolders folders(String data) {
        return DataFolders.of(data.isEmpty() ? Optional.empty() : Optional.of(Path.of(data)));
    }

    private static Progress downloads() {
        return (file, received, total) -> {
            String of = total < 0 ? "" : " of " + total / 1024 + " kB (" + 100 * received / Math.max(1, total) + " %)";
            System.err.print("\r" + file + ": " + received / 1024 + " kB" + of + "   ");
            if (received == total) {
                System.err.println();
            }
        };
    }
}
