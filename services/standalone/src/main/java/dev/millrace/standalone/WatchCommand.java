package dev.millrace.standalone;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `millrace watch RUN_ID`: shows a run's progress from its beginning to its end.
@Command(name = "watch", description = "Show a run's progress until it ends.", mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN_ID", description = "As 'millrace runs' lists it.")
    private String runId = "";

    @Mixin
    private ProgressOptions progress = new ProgressOptions();

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try (var cluster = Cluster.open(options)) {
            var run = Runs.request(cluster.connection(), runId);
            var listener = progress.listener(run.fit().epochs(), spec.commandLine(), options.json);
            try (var watch = new RunWatch(cluster.connection(), runId, run.requestedAt(), listener)) {
                return RunReport.print(watch.follow(() -> false), run, "", options.json, spec.commandLine());
            }
        }
    }
}
