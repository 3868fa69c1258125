package dev.millrace.standalone;

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
final class StopCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN_ID", description = Runs.RUN_ID)
    private String runId = "";

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try (var cluster = Cluster.openRunning(options, Millrace.of(spec).home())) {
            var run = Runs.request(cluster.connection(), runId);
            Event end = Asking.untilOver(cluster.connection(), run, new Stop(run.runId(), Instant.now()));
            Output.line(
                    spec.commandLine().getOut(),
                    options.json
                            ? Output.json(end)
                            : switch (end) {
                                case Event.Stopped e -> "Stopped after step " + e.step() + ", " + e.checkpoint() + ".";
                                default -> String.valueOf(Asking.tooLate(end).getMessage());
                            });
        }
        return 0;
    }
}
