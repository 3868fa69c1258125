package dev.millrace.standalone.run;

import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.Progress;
import dev.millrace.nn.Named;
import dev.millrace.nn.Shape;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Which dataset a run uses where none was named, and datasets opened for people who watch.
///
/// @param environment variables like `MILLRACE_DATA`
/// @param err where choices are explained and downloads show their progress
public record DatasetChoice(Map<String, String> environment, PrintWriter err) {
    /// The run with a dataset: `mnist` where a folder was named or its files can be had at once, else `digits`.
    public RunFile choose(RunFile run) {
        if (!run.dataset().isEmpty()) {
            return run;
        }
        if (!run.data().isEmpty()) {
            return chosen(run, "mnist", "--data names a folder");
        }
        return Datasets.availableAtOnce("mnist", folders(""))
                ? chosen(run, "mnist", "its files are here")
                : chosen(run, "digits", "MNIST's files are not here; --dataset mnist downloads them");
    }

    /// The run with a dataset, where nobody knows which files the data-loader has.
    public RunFile chooseFarAway(RunFile run) {
        if (!run.dataset().isEmpty()) {
            return run;
        }
        return run.data().isEmpty()
                ? chosen(run, "digits", "it needs no files; --dataset mnist names the other")
                : chosen(run, "mnist", "--data names a folder");
    }

    private RunFile chosen(RunFile run, String name, String reason) {
        err.println("Training on " + name + ": " + reason + ".");
        err.flush();
        return run.withDataset(name, run.data());
    }

    /// The shape of one example of a dataset, as far as that is known before it is opened.
    ///
    /// @throws dev.millrace.nn.DescriptionException if there is no such dataset
    public static Shape shapeOf(String name) {
        if (!Datasets.names().contains(name)) {
            throw Named.unknown("dataset", name, Datasets.names());
        }
        return Shape.of(28, 28);
    }

    /// Opens a dataset; downloads show their progress.
    public Dataset open(String name, String data) {
        return Datasets.open(name, folders(data), downloads());
    }

    private DataFolders folders(String data) {
        return DataFolders.of(
                data.isEmpty() ? Optional.empty() : Optional.of(TypedPath.of(data)),
                environment,
                Path.of(System.getProperty("user.home", ".")));
    }

    private Progress downloads() {
        return (file, received, total) -> {
            String of = total < 0 ? "" : " of " + total / 1024 + " kB (" + 100 * received / Math.max(1, total) + " %)";
            err.print("\r" + file + ": " + received / 1024 + " kB" + of + "   ");
            if (received == total) {
                err.println();
            }
            err.flush();
        };
    }
}
