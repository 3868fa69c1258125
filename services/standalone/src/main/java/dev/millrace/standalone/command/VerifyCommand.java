package dev.millrace.standalone.command;

import dev.millrace.loader.LoadPlan;
import dev.millrace.messaging.CheckpointFeed;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Tail;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.standalone.client.Runs;
import dev.millrace.standalone.cluster.Cluster;
import dev.millrace.standalone.cluster.ClusterOptions;
import dev.millrace.standalone.option.ProgressOptions;
import dev.millrace.standalone.option.UserEnvironment;
import dev.millrace.standalone.output.Output;
import dev.millrace.standalone.output.UserException;
import dev.millrace.wire.CheckpointManifest;
import dev.millrace.wire.CheckpointManifest.Provenance;
import dev.millrace.wire.Event;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topics;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
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
            Connection connection = cluster.connection();
            RunRequested run = Runs.request(connection, runId);
            var replay = new Replay(run, told(connection, run), plan(run));
            if (replay.recorded() == 0) {
                throw new UserException(
                        "Run '" + run.runId() + "' has no checkpoint yet: there is nothing to compare.");
            }
            Replay.Result result =
                    replay.run(progress.listener(run.fit().epochs(), spec.commandLine(), options.json()));
            return report(result, replay.recorded(), connection, run);
        }
    }

    private LoadPlan plan(RunRequested run) {
        var datasets = UserEnvironment.of(spec).datasets(progress.notes(spec.commandLine()));
        return LoadPlan.of(run, (name, folder) -> datasets.open(name, data.isEmpty() ? folder : data));
    }

    private static List<Event> told(Connection connection, RunRequested run) {
        try (var topics = new TopicAdmin(connection);
                var events = Tail.ofRun(connection, Topics.EVENTS, run.runId(), Event.class, run.requestedAt())) {
            return events.pollPastOpenTransactions(topics);
        }
    }

    private int report(Replay.Result result, int recorded, Connection connection, RunRequested run) {
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
                        + provenance(connection, run)
                                .map(VerifyCommand::conditions)
                                .orElse(""));
        return 1;
    }

    private static Optional<Provenance> provenance(Connection connection, RunRequested run) {
        try (var topics = new TopicAdmin(connection);
                var feed = new CheckpointFeed(connection, run.runId(), run.requestedAt(), (record, reason) -> {})) {
            return feed.newest(topics).map(newest -> newest.manifest()).map(CheckpointManifest::provenance);
        }
    }

    private static String conditions(Provenance there) {
        return " It was trained by millrace " + there.version() + " with kernels '" + there.kernels() + "' on "
                + there.threads() + " processors; here are "
                + Runtime.getRuntime().availableProcessors() + ".";
    }
}
