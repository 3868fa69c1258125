package dev.millrace.standalone.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.keras.ModelTensors;
import dev.millrace.runs.RunState;
import dev.millrace.runs.client.RunClient;
import dev.millrace.standalone.cluster.Cluster;
import dev.millrace.standalone.cluster.ClusterOptions;
import dev.millrace.standalone.model.ModelFile;
import dev.millrace.standalone.option.UserEnvironment;
import dev.millrace.standalone.output.Output;
import dev.millrace.standalone.output.UserException;
import dev.millrace.wire.Command.CheckpointNow;
import dev.millrace.wire.Event;
import dev.millrace.wire.RunRequested;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `millrace checkpoint RUN_ID --out FILE`: the newest checkpoint of a run, as a file; with `--now`, one is made first.
@Command(
        name = "checkpoint",
        description = "Write a run's newest checkpoint to a file, or have one made now.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  millrace checkpoint RUN_ID --out digits.keras",
            "  millrace checkpoint RUN_ID --now"
        })
public final class CheckpointCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN_ID", description = RunsCommand.RUN_ID)
    private String runId = "";

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = ".keras (model, weights, optimizer state) or .safetensors (weights).")
    private @Nullable Path out;

    @Option(names = "--now", description = "Have the trainer make one first, after the step it is at.")
    private boolean now;

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (out == null && !now) {
            throw new ParameterException(
                    spec.commandLine(), "Say where to write it, with --out, or have one made, with --now.");
        }
        if (out != null) {
            ModelFile.checkWritable(out);
        }
        var home = UserEnvironment.of(spec).home();
        try (var cluster = now ? Cluster.openRunning(options, home) : Cluster.open(options, home)) {
            var run = cluster.runs().find(runId);
            if (now) {
                make(cluster.runs(), run);
            }
            if (out != null) {
                write(cluster.runs(), run, out);
            }
        }
        return 0;
    }

    private void make(RunClient runs, RunRequested run) {
        Event answer = runs.untilObeyed(run, new CheckpointNow(run.runId(), Instant.now()));
        if (!(answer instanceof Event.CommandApplied obeyed)) {
            throw new UserException(RunReport.tooLate(answer));
        }
        if (out == null || !options.json()) {
            say(options.json() ? Output.json(obeyed) : "Made a checkpoint after step " + obeyed.step() + ".");
        }
    }

    private void write(RunClient runs, RunRequested run, Path file) {
        var newest = runs.newestCheckpoint(run)
                .orElseThrow(() -> new UserException("Run '" + run.runId() + "' has no checkpoint yet."));
        Optional<JsonNode> data = RunState.of(runs.events(run)).accepted().map(Event.Accepted::data);
        ModelFile.write(file, ModelTensors.read(newest.contents()), data);
        say(
                options.json()
                        ? Output.json(Map.of("out", file.toString(), "manifest", newest.manifest()))
                        : "Wrote " + file + ": " + newest.manifest().checkpoint() + ", sha256 "
                                + newest.manifest().sha256() + " on the topic.");
    }

    private void say(String line) {
        Output.line(spec.commandLine().getOut(), line);
    }
}
