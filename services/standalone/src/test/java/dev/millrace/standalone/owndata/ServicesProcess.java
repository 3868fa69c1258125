package dev.millrace.standalone.owndata;

import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.Progress;
import dev.millrace.evaluator.kafka.EvaluatorRole;
import dev.millrace.loader.SharedDatasets;
import dev.millrace.loader.kafka.LoaderRole;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.RunService;
import dev.millrace.testkit.crash.Lifeline;
import dev.millrace.trainer.kafka.TrainerRole;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// A data-loader, some trainers and an evaluator in a process of their own, which is killed.
final class ServicesProcess {
    private ServicesProcess() {}

    /// Runs until it is killed.
    ///
    /// @param args where the broker is, the folder that the cache is in, and how many trainers there are
    public static void main(String[] args) {
        Lifeline.tie();
        Connection connection = Connection.to(args[0]);
        var folders = DataFolders.of(Optional.empty(), Map.of(), Path.of(args[1]));
        // Two mini-batches ahead at most, so that a run lasts and is killed in the middle.
        RunService.shared(
                connection,
                new LoaderRole(
                        8,
                        1,
                        new SharedDatasets(
                                description -> Datasets.source(description).open(folders, Progress.none()))));
        for (int i = 0; i < Integer.parseInt(args[2]); i++) {
            RunService.shared(connection, new TrainerRole(Duration.ofMillis(400)));
        }
        RunService.shared(connection, new EvaluatorRole(8));
    }
}
