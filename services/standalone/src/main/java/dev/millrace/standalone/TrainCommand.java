package dev.millrace.standalone;

import dev.millrace.datasets.Dataset;
import dev.millrace.evaluator.kafka.EvaluatorRole;
import dev.millrace.keras.ModelTensors;
import dev.millrace.loader.LoadPlan;
import dev.millrace.loader.kafka.LoaderRole;
import dev.millrace.messaging.CheckpointFeed;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Publisher;
import dev.millrace.messaging.RunService;
import dev.millrace.trainer.kafka.TrainerRole;
import dev.millrace.wire.Command.Stop;
import dev.millrace.wire.RunRequested;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `millrace train`: one run from its request to its scores. Without a cluster it brings everything along: a broker, a
/// data-loader, a trainer and an evaluator, in this process.
@Command(
        name = "train",
        description = "Train a run to its end, here or on a cluster, and show its progress.",
        mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
    private static final Duration CHECKPOINT_WITHIN = Duration.ofSeconds(30);

    @Mixin
    private RunOptions run = new RunOptions();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write the trained model: .keras (with optimizer state) or .safetensors (weights).")
    @Nullable
    Path out;

    @Mixin
    private ProgressOptions progress = new ProgressOptions();

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (out != null) {
            ModelFile.check(out);
        }
        RunFile file = run.run();
        if (file.dataset().isEmpty()) {
            var choice = DatasetChoice.choose(file.data());
            spec.commandLine().getErr().println("Training on " + choice.name() + ": " + choice.reason() + ".");
            file = file.withDataset(choice.name(), file.data());
        }
        RunRequested request = Submission.of(file, DatasetChoice.shapeOf(file.dataset()));
        return options.connection().isPresent() ? onCluster(request) : here(request);
    }

    private int onCluster(RunRequested request) {
        try (var cluster = Cluster.openServed(options)) {
            return follow(cluster.connection(), request);
        }
    }

    /// The dataset is opened and everything checked before anything is started.
    private int here(RunRequested request) {
        Dataset dataset =
                DatasetChoice.open(request.dataset().name(), request.dataset().data());
        LoadPlan.of(request, (name, folder) -> dataset);
        var loader = new LoaderRole(1, LoaderRole.DEFAULT_WINDOW_BYTES, (name, folder) -> dataset);
        var trainer = new TrainerRole(TrainerRole.DEFAULT_CHECKPOINT_INTERVAL);
        var evaluator = new EvaluatorRole(1);
        List<RunRequested> only = List.of(request);
        try (var cluster = Cluster.start(Home.ofUser(System.getenv()));
                var loading = RunService.only(cluster.connection(), loader, only);
                var training = RunService.only(cluster.connection(), trainer, only);
                var evaluating = RunService.only(cluster.connection(), evaluator, only)) {
            spec.commandLine()
                    .getErr()
                    .println("Run " + request.runId() + ": " + loading.name() + ", " + training.name() + " and "
                            + evaluating.name() + " at " + cluster.connection().bootstrapServers() + ".");
            return follow(cluster.connection(), request);
        }
    }

    /// Ctrl-C asks the run to stop; it then ends with a checkpoint, which is written like any other.
    private int follow(Connection connection, RunRequested request) {
        var listener = progress.listener(request.fit().epochs(), spec.commandLine(), options.json);
        try (var publisher = new Publisher(connection);
                var watch = new RunWatch(connection, request.runId(), request.requestedAt(), listener);
                var interrupt = new Interrupt(() -> publisher.command(new Stop(request.runId(), Instant.now())))) {
            publisher.request(request);
            RunWatch.Result result = watch.follow(() -> false);
            Optional<Path> written = result.checkpoint().flatMap(name -> write(connection, request, name));
            int code = RunReport.print(
                    result, request, written.map(Path::toString).orElse(""), options.json, spec.commandLine());
            return interrupt.came() ? Interrupt.EXIT_CODE : code;
        }
    }

    private Optional<Path> write(Connection connection, RunRequested request, String checkpoint) {
        Path file = out;
        if (file == null) {
            return Optional.empty();
        }
        try (var feed =
                new CheckpointFeed(connection, request.runId(), request.requestedAt(), (record, reason) -> {})) {
            return feed.named(checkpoint, CHECKPOINT_WITHIN).map(last -> {
                ModelFile.write(file, ModelTensors.read(last.contents()));
                return file;
            });
        }
    }
}
