package dev.millrace.standalone.owndata;

import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.Progress;
import dev.millrace.loader.SharedDatasets;
import dev.millrace.loader.kafka.LoaderRole;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.RunService;
import dev.millrace.testkit.crash.Lifeline;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// A data-loader alone in a process of its own, whose heap can be bounded.
final class LoaderProcess {
    private static final long WINDOW_BYTES = 8 << 20;

    private LoaderProcess() {}

    /// Runs until it is killed.
    ///
    /// @param args where the broker is, and the folder that the cache is in
    public static void main(String[] args) {
        Lifeline.tie();
        var folders = DataFolders.of(Optional.empty(), Map.of(), Path.of(args[1]));
        RunService.shared(
                Connection.to(args[0]),
                new LoaderRole(
                        1,
                        WINDOW_BYTES,
                        new SharedDatasets(
                                description -> Datasets.source(description).open(folders, Progress.none()))));
    }
}
