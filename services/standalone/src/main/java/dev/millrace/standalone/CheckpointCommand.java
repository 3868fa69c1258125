package dev.millrace.standalone;

import dev.millrace.keras.ModelTensors;
import dev.millrace.messaging.CheckpointFeed;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `millrace checkpoint RUN_ID --out FILE`: the newest checkpoint of a run, as a file.
@Command(
        name = "checkpoint",
        description = "Write a run's newest checkpoint to a file.",
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  millrace checkpoint RUN_ID --out digits.keras"})
final class CheckpointCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN_ID", description = "As 'millrace runs' lists it.")
    private String runId = "";

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = ".keras (model, weights, optimizer state) or .safetensors (weights).")
    private Path out = Path.of("");

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        ModelFile.checkWritable(out);
        try (var cluster = Cluster.open(options, Millrace.of(spec).home())) {
            var run = Runs.request(cluster.connection(), runId);
            try (var feed =
                    new CheckpointFeed(cluster.connection(), runId, run.requestedAt(), (record, reason) -> {})) {
                var newest = feed.newest()
                        .orElseThrow(() -> new UserException("Run '" + runId + "' has no checkpoint yet."));
                ModelFile.write(out, ModelTensors.read(newest.contents()));
                var stdout = spec.commandLine().getOut();
                stdout.println(
                        options.json
                                ? Output.json(Map.of("out", out.toString(), "manifest", newest.manifest()))
                                : "Wrote " + out + ": " + newest.manifest().checkpoint() + ", sha256 "
                                        + newest.manifest().sha256() + " on the topic.");
                stdout.flush();
            }
        }
        return 0;
    }
}
