package dev.millrace.standalone.command;

import dev.millrace.keras.ModelTensors;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Summary;
import dev.millrace.standalone.cluster.Cluster;
import dev.millrace.standalone.cluster.ClusterOptions;
import dev.millrace.standalone.model.ModelFile;
import dev.millrace.standalone.option.UserEnvironment;
import dev.millrace.standalone.output.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `millrace summary RUN_ID|FILE`: the layers of a model, as Keras's `summary()` shows them.
@Command(
        name = "summary",
        description = "Show the layers of a model, the shapes that come out of them, and how many parameters they have,"
                + " as Keras does.",
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  millrace summary digits.keras", "  millrace summary RUN_ID"})
public final class SummaryCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "RUN_ID|FILE",
            description =
                    "A model file (.keras or .safetensors), or a run with a checkpoint, named by its run id or the"
                            + " beginning of it.")
    private String model = "";

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Path file = Path.of(model);
        spec.commandLine().getOut().print(Files.exists(file) ? Summary.of(read(file)) : ofRun());
        spec.commandLine().getOut().flush();
        return 0;
    }

    private Sequential read(Path file) {
        return ModelFile.read(file, spec.commandLine().getErr()).model().model();
    }

    private String ofRun() {
        if (model.endsWith(".keras") || model.endsWith(".safetensors")) {
            throw new UserException("There is no file " + model + ".");
        }
        try (var cluster = Cluster.open(options, UserEnvironment.of(spec).home())) {
            var run = cluster.runs().find(model);
            var newest = cluster.runs()
                    .newestCheckpoint(run)
                    .orElseThrow(() -> new UserException("Run '" + run.runId() + "' has no checkpoint yet."));
            return Summary.of(ModelTensors.read(newest.contents()));
        }
    }
}
