package dev.millrace.standalone.command;

import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.datasets.Dataset;
import dev.millrace.keras.ModelTensors;
import dev.millrace.messaging.Connection;
import dev.millrace.runs.client.RunClient;
import dev.millrace.runs.client.RunResult;
import dev.millrace.standalone.cluster.BrokenOff;
import dev.millrace.standalone.cluster.Cluster;
import dev.millrace.standalone.cluster.ClusterOptions;
import dev.millrace.standalone.cluster.Home;
import dev.millrace.standalone.cluster.Interrupt;
import dev.millrace.standalone.cluster.LocalServices;
import dev.millrace.standalone.model.ModelFile;
import dev.millrace.standalone.option.ProgressOptions;
import dev.millrace.standalone.option.RunOptions;
import dev.millrace.standalone.option.UserEnvironment;
import dev.millrace.standalone.output.Complaint;
import dev.millrace.standalone.output.UserException;
import dev.millrace.standalone.run.DatasetChoice;
import dev.millrace.standalone.run.RunFile;
import dev.millrace.standalone.run.Submission;
import dev.millrace.wire.Command.Stop;
import dev.millrace.wire.RunRequested;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `millrace train`: one run from its request to its scores. Without a cluster it brings everything along: a
/// broker, a data-loader, a trainer and an evaluator, in this process.
@Command(
        name = "train",
        description = {
            "Train a run to its end and show its progress: on the cluster of --bootstrap, else by the services that"
                    + " 'millrace services' runs here, else all in this process.",
            "Ctrl-C ends the run with a checkpoint, which --out gets as well."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  millrace train --epochs 2 --out digits.keras",
            "  millrace train deploy/examples/digits.yaml --optimizer sgd",
            "  millrace train --dataset mnist --data FOLDER --batch-size 10",
            "  millrace train RUN.json --bootstrap broker:9092 --json"
        })
public final class TrainCommand implements Callable<Integer> {
    private static final Duration CHECKPOINT_WITHIN = Duration.ofSeconds(30);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(40);

    @Mixin
    private RunOptions run = new RunOptions();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write the trained model: .keras (with optimizer state) or .safetensors (weights).")
    private @Nullable Path out;

    @Mixin
    private ProgressOptions progress = new ProgressOptions();

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /// Everything is checked before anything is started.
    @Override
    public Integer call() {
        progress.check(spec.commandLine());
        if (out != null) {
            ModelFile.checkWritable(out);
        }
        RunFile file = run.run();
        DatasetChoice datasets = UserEnvironment.of(spec).datasets(progress.notes(spec.commandLine()));
        Home home = UserEnvironment.of(spec).home();
        try (var interrupt = new Interrupt(spec.commandLine().getErr())) {
            Optional<Connection> served = Cluster.served(options, home);
            return served.isPresent()
                    ? onCluster(datasets.chooseFarAway(file), served.get(), interrupt)
                    : here(datasets.choose(file), datasets, home, interrupt);
        }
    }

    private int onCluster(RunFile file, Connection connection, Interrupt interrupt) {
        RunRequested request = Submission.of(file);
        try (var cluster = Cluster.at(connection)) {
            return follow(cluster.runs(), request, interrupt);
        }
    }

    private int here(RunFile file, DatasetChoice datasets, Home home, Interrupt interrupt) {
        RunRequested asked = Submission.of(file);
        EmbeddedBroker.prepare();
        Dataset dataset = datasets.open(asked.dataset());
        RunRequested request = LocalServices.check(asked, dataset).completed(asked);
        PrintWriter notes = progress.notes(spec.commandLine());
        try (var cluster = Cluster.start(options, home, false);
                var services = LocalServices.start(cluster.connection(), request, dataset)) {
            cluster.whenLost(
                    why -> Complaint.lost(spec.commandLine(), options.json(), why + " " + onceMended(request.runId())));
            services.announce(notes);
            BrokenOff earlier = BrokenOff.look(cluster.runs(), request.runId(), notes);
            try {
                return follow(cluster.runs(), request, interrupt);
            } finally {
                earlier.await();
            }
        }
    }

    /// What is safe when the broker is lost.
    static String onceMended(String runId) {
        return "Then 'millrace services' goes on with the run from its newest checkpoint, and 'millrace checkpoint "
                + runId + " --out FILE' writes that.";
    }

    /// Ctrl-C asks the run to stop; it then ends with a checkpoint, which is written like any other.
    private int follow(RunClient runs, RunRequested request, Interrupt interrupt) {
        var listener = progress.listener(request.fit().epochs(), spec.commandLine(), options.json());
        interrupt.asks(() -> runs.command(new Stop(request.runId(), Instant.now())));
        RunRequested asked = runs.submit(request);
        try (var watch = runs.watch(asked, listener)) {
            RunResult result = watch.follow(() -> interrupt.cameBefore(STOP_WITHIN));
            Optional<Path> written = result.checkpoint().flatMap(name -> write(runs, asked, name));
            int code = RunReport.print(
                    result, asked, written.map(Path::toString).orElse(""), options.json(), spec.commandLine());
            return interrupt.came() ? Interrupt.EXIT_CODE : code;
        }
    }

    private Optional<Path> write(RunClient runs, RunRequested request, String checkpoint) {
        Path file = out;
        if (file == null) {
            return Optional.empty();
        }
        var last = runs.checkpoint(request, checkpoint, CHECKPOINT_WITHIN)
                .orElseThrow(() -> new UserException("Checkpoint " + checkpoint + " of run " + request.runId()
                        + " did not come within " + CHECKPOINT_WITHIN.toSeconds() + " s; " + file
                        + " is not written. 'millrace checkpoint' tries again."));
        try {
            ModelFile.write(file, ModelTensors.read(last.contents()));
        } catch (UserException e) {
            throw new UserException(e.getMessage() + " The trained model is kept: 'millrace checkpoint "
                    + request.runId() + " --out FILE' writes it elsewhere.");
        }
        return Optional.of(file);
    }
}
