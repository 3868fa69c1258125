package dev.millrace.standalone;

import dev.millrace.messaging.Publisher;
import dev.millrace.wire.Command.Stop;
import dev.millrace.wire.Event;
import java.time.Duration;
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
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Parameters(paramLabel = "RUN_ID", description = "As 'millrace runs' lists it.")
    private String runId = "";

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        try (var cluster = Cluster.openRunning(options, Millrace.of(spec).home())) {
            var run = Runs.request(cluster.connection(), runId);
            try (var publisher = new Publisher(cluster.connection());
                    var watch =
                            new RunWatch(cluster.connection(), runId, run.requestedAt(), new RunWatch.Listener() {})) {
                publisher.command(new Stop(runId, Instant.now()));
                Instant deadline = Instant.now().plus(PATIENCE);
                var result = watch.follow(() -> Instant.now().isAfter(deadline));
                Event end = result.end()
                        .orElseThrow(() -> new UserException("The run has not stopped within " + PATIENCE.toSeconds()
                                + " s. It will when a trainer reads the command: is one running?"));
                out.println(
                        options.json
                                ? Output.json(end)
                                : switch (end) {
                                    case Event.Stopped e ->
                                        "Stopped after step " + e.step() + ", " + e.checkpoint() + ".";
                                    case Event.Completed e -> "It was completed already.";
                                    default ->
                                        "It had ended already: "
                                                + result.failure().orElse("");
                                });
            }
        }
        out.flush();
        return 0;
    }
}
