package dev.millrace.standalone.command;

import dev.millrace.runs.client.RunResult;
import dev.millrace.standalone.cluster.Cluster;
import dev.millrace.standalone.cluster.ClusterOptions;
import dev.millrace.standalone.option.ProgressOptions;
import dev.millrace.standalone.option.UserEnvironment;
import dev.millrace.standalone.output.UserException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `millrace watch RUN_ID`: shows a run's progress from its beginning to its end.
@Command(
        name = "watch",
        description = "Show a run's progress, from its beginning, until it ends.",
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  millrace watch RUN_ID", "  millrace watch RUN_ID --bootstrap broker:9092"})
public final class WatchCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN_ID", description = RunsCommand.RUN_ID)
    private String runId = "";

    @Mixin
    private ProgressOptions progress = new ProgressOptions();

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        progress.check(spec.commandLine());
        try (var cluster = Cluster.open(options, UserEnvironment.of(spec).home())) {
            var run = cluster.runs().find(runId);
            var listener = progress.listener(run.fit().epochs(), spec.commandLine(), options.json());
            try (var watch = cluster.runs().watch(run, listener)) {
                RunResult result = watch.follow(cluster::lonely);
                if (result.end().isEmpty()) {
                    throw new UserException("Run '" + run.runId()
                            + "' has not ended, and nobody trains it now. 'millrace" + " services' goes on with it.");
                }
                return RunReport.print(result, run, "", options.json(), spec.commandLine());
            }
        }
    }
}
