package dev.millrace.standalone.command;

import dev.millrace.standalone.cluster.Cluster;
import dev.millrace.standalone.cluster.ClusterOptions;
import dev.millrace.standalone.option.UserEnvironment;
import dev.millrace.standalone.output.Output;
import dev.millrace.wire.Command.Stop;
import dev.millrace.wire.Event;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `millrace stop RUN_ID`: asks a run to end with a checkpoint, and waits until it has.
@Command(
        name = "stop",
        description = "End a run with a checkpoint.",
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  millrace stop RUN_ID --bootstrap broker:9092"})
public final class StopCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN_ID", description = RunsCommand.RUN_ID)
    private String runId = "";

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try (var cluster = Cluster.openRunning(options, UserEnvironment.of(spec).home())) {
            var run = cluster.runs().find(runId);
            Event end = cluster.runs().untilOver(run, new Stop(run.runId(), Instant.now()));
            Output.line(
                    spec.commandLine().getOut(),
                    options.json()
                            ? Output.json(end)
                            : switch (end) {
                                case Event.Stopped e -> "Stopped after step " + e.step() + ", " + e.checkpoint() + ".";
                                default -> RunReport.tooLate(end);
                            });
        }
        return 0;
    }
}
