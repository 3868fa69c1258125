package dev.millrace.standalone.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Datasets;
import dev.millrace.runfile.RunDataset;
import dev.millrace.runfile.RunFile;
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
        if (run.dataset().isPresent()) {
            return run;
        }
        if (!run.data().isEmpty()) {
            return chosen(run, "mnist", "--data names a folder");
        }
        return Datasets.hasMnist(folders())
                ? chosen(run, "mnist", "its files are here")
                : chosen(run, "digits", "MNIST's files are not here; --dataset mnist downloads them");
    }

    /// The run with a dataset, where nobody knows which files the data-loader has.
    public RunFile chooseFarAway(RunFile run) {
        if (run.dataset().isPresent()) {
            return run;
        }
        return run.data().isEmpty()
                ? chosen(run, "digits", "it needs no files; --dataset mnist names the other")
                : chosen(run, "mnist", "--data names a folder");
    }

    private RunFile chosen(RunFile run, String name, String reason) {
        err.println("Training on " + name + ": " + reason + ".");
        err.flush();
        return run.withDataset(RunDataset.named(name, run.data()));
    }

    /// Opens a dataset; where that takes a while, it shows how far it is.
    public Dataset open(JsonNode description) {
        var progress = new ReadingProgress(err);
        try {
            return Datasets.source(description).open(folders(), progress);
        } finally {
            progress.end();
        }
    }

    /// Where files of datasets are, and where there is room for more.
    public DataFolders folders() {
        return DataFolders.of(Optional.empty(), environment, Path.of(System.getProperty("user.home", ".")));
    }
}
