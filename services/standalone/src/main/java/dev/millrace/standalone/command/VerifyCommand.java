package dev.millrace.standalone.command;

import dev.millrace.datasets.Datasets;
import dev.millrace.loader.LoadPlan;
import dev.millrace.runfile.RunDataset;
import dev.millrace.standalone.cluster.Cluster;
import dev.millrace.standalone.cluster.ClusterOptions;
import dev.millrace.standalone.option.ProgressOptions;
import dev.millrace.standalone.option.UserEnvironment;
import dev.millrace.standalone.output.Output;
import dev.millrace.standalone.output.UserException;
import dev.millrace.trainer.KernelChoice;
import dev.millrace.wire.CheckpointManifest.Provenance;
import dev.millrace.wire.RunRequested;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `millrace verify RUN_ID`: does a run once more and says whether its checkpoints are what comes out.
@Command(
        name = "verify",
        description = {
            "Train a run once more, here, from what was asked of it, and compare every checkpoint that was recorded,"
                    + " bit for bit: weights, optimizer state, metrics.",
            "It needs the dataset, the kernel set and as many processors as the trainer had."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  millrace verify RUN_ID", "  millrace verify RUN_ID --data FOLDER"})
public final class VerifyCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN_ID", description = RunsCommand.RUN_ID)
    private String runId = "";

    @Option(
            names = "--data",
            defaultValue = "",
            paramLabel = "DIR",
            description = "Folder with the dataset's files, if it is not where the run says.")
    private String data = "";

    @Mixin
    private ProgressOptions progress = new ProgressOptions();

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private record InJson(String runId, boolean same, long step, int checkpointsThatAreTheSame, int checkpoints) {}

    @Override
    public Integer call() {
        progress.check(spec.commandLine());
        try (var cluster = Cluster.open(options, UserEnvironment.of(spec).home())) {
            RunRequested run = cluster.runs().find(runId);
            Provenance there = cluster.runs()
                    .newestCheckpoint(run)
                    .orElseThrow(() -> nothing(run))
                    .manifest()
                    .provenance();
            var replay = new Replay(run, cluster.runs().events(run), plan(run), kernels(there));
            if (replay.recorded() == 0) {
                throw nothing(run);
            }
            Replay.Result result =
                    replay.run(progress.listener(run.fit().epochs(), spec.commandLine(), options.json()));
            return report(result, replay.recorded(), there, run);
        }
    }

    private static UserException nothing(RunRequested run) {
        return new UserException("Run '" + run.runId() + "' has no checkpoint yet: there is nothing to compare.");
    }

    /// What computed the run, as another kernel set gives other bits.
    private static KernelChoice kernels(Provenance there) {
        try {
            return new KernelChoice(there.kernels());
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new UserException("The run was computed by the kernel set '" + there.kernels()
                    + "', and no other gives the same bits. " + e.getMessage());
        }
    }

    private LoadPlan plan(RunRequested run) {
        var datasets = UserEnvironment.of(spec).datasets(progress.notes(spec.commandLine()));
        return LoadPlan.of(
                run,
                description -> datasets.open(
                        data.isEmpty() ? description : RunDataset.named(Datasets.kind(description), data)));
    }

    private int report(Replay.Result result, int recorded, Provenance there, RunRequested run) {
        PrintWriter out = spec.commandLine().getOut();
        if (options.json()) {
            Output.line(
                    out,
                    Output.json(new InJson(
                            run.runId(),
                            result.difference().isEmpty(),
                            result.step(),
                            result.checkpoints(),
                            recorded)));
        } else if (result.difference().isEmpty()) {
            Output.line(
                    out,
                    "The same, bit for bit: " + result.checkpoints() + " checkpoints, the last after step "
                            + result.step() + ".");
        }
        if (result.difference().isEmpty()) {
            return 0;
        }
        Output.note(
                spec.commandLine().getErr(),
                "not the same after step " + result.step() + "; " + result.checkpoints() + " of "
                        + recorded + " checkpoints were."
                        + conditions(there));
        return 1;
    }

    private static String conditions(Provenance there) {
        return " It was trained by millrace " + there.version() + " with kernels '" + there.kernels() + "' on "
                + there.threads() + " processors; here are "
                + Runtime.getRuntime().availableProcessors() + ".";
    }
}
