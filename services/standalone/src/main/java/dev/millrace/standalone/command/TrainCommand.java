package dev.millrace.standalone.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.datasets.Dataset;
import dev.millrace.keras.ModelTensors;
import dev.millrace.loader.LoadPlan;
import dev.millrace.messaging.Connection;
import dev.millrace.runfile.RunFile;
import dev.millrace.runfile.Submission;
import dev.millrace.runs.RunSpec;
import dev.millrace.runs.client.RunClient;
import dev.millrace.runs.client.RunResult;
import dev.millrace.standalone.cluster.BrokenOff;
import dev.millrace.standalone.cluster.Cluster;
import dev.millrace.standalone.cluster.ClusterOptions;
import dev.millrace.standalone.cluster.Home;
import dev.millrace.standalone.cluster.Interrupt;
import dev.millrace.standalone.cluster.LocalServices;
import dev.millrace.standalone.dashboard.PageOptions;
import dev.millrace.standalone.model.ModelFile;
import dev.millrace.standalone.option.EngineOptions;
import dev.millrace.standalone.option.ProgressOptions;
import dev.millrace.standalone.option.RunOptions;
import dev.millrace.standalone.option.UserEnvironment;
import dev.millrace.standalone.output.ErrorReporter;
import dev.millrace.standalone.output.Output;
import dev.millrace.standalone.output.UserException;
import dev.millrace.standalone.run.DatasetChoice;
import dev.millrace.trainer.KernelChoice;
import dev.millrace.wire.Command.Stop;
import dev.millrace.wire.Event;
import dev.millrace.wire.RunRequested;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
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
            "Data without a run file gets a network of its own, and standard error says which.",
            "Ctrl-C ends the run with a checkpoint, which --out gets as well."
        },
        mixinStandardHelpOptions = true,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Examples:",
            "  millrace train --epochs 2 --out digits.keras",
            "  millrace train deploy/examples/digits.yaml --optimizer sgd",
            "  millrace train --csv houses.csv --target price --out houses.keras",
            "  millrace train --images flowers --size 64x64 --epochs 30 --out flowers.keras",
            "  millrace train --npz digits.npz --x images --y labels",
            "  millrace train --query 'SELECT * FROM a JOIN b USING (id)' --file a=a.csv --file b=b.parquet --target y",
            "  millrace train --dataset mnist --data FOLDER --batch-size 10",
            "  millrace train RUN.json --bootstrap broker:9092 --json"
        })
public final class TrainCommand implements Callable<Integer> {
    private static final Duration CHECKPOINT_WITHIN = Duration.ofSeconds(30);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(40);

    /// Fewer gradient updates in the usual number of epochs get more epochs, where nobody said how many.
    private static final int LEAST_STEPS = 2000;

    private static final int MOST_EPOCHS = 200;

    @Mixin
    private RunOptions run = new RunOptions();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write the trained model: .keras (with optimizer state) or .safetensors (weights).")
    private @Nullable Path out;

    @Mixin
    private EngineOptions engine = new EngineOptions();

    @Mixin
    private ProgressOptions progress = new ProgressOptions();

    @Mixin
    private PageOptions pages = new PageOptions();

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /// Everything is checked before anything is started.
    @Override
    public Integer call() {
        progress.check(spec.commandLine());
        engine.check(spec.commandLine());
        if (out != null) {
            ModelFile.checkWritable(out);
        }
        RunFile file = run.run(spec.commandLine());
        DatasetChoice datasets = UserEnvironment.of(spec).datasets(progress.notes(spec.commandLine()));
        Home home = UserEnvironment.of(spec).home();
        try (var interrupt = new Interrupt(spec.commandLine().getErr())) {
            Optional<Connection> served = Cluster.served(options, home);
            if (served.isPresent() && engine.isGiven()) {
                throw new UserException("--engine says what a run that is trained here is computed with. This one is"
                        + " trained by the services at " + served.get().bootstrapServers()
                        + ", which were told when they were started. Leave --engine out.");
            }
            return served.isPresent()
                    ? onCluster(datasets.chooseFarAway(file), served.get(), interrupt)
                    : here(datasets.choose(file), datasets, home, interrupt);
        }
    }

    private int onCluster(RunFile file, Connection connection, Interrupt interrupt) {
        RunRequested request = Submission.of(file);
        try (var cluster = Cluster.at(connection);
                var page = pages.listen()) {
            PrintWriter notes = progress.notes(spec.commandLine());
            page.show(connection, notes);
            int code = follow(
                    cluster.runs(),
                    request,
                    interrupt,
                    accepted -> accepted.notes().forEach(note -> Output.line(notes, note)));
            page.stay(interrupt, notes);
            return code;
        }
    }

    private int here(RunFile file, DatasetChoice datasets, Home home, Interrupt interrupt) {
        RunRequested asked = Submission.of(file);
        KernelChoice kernels = engine.choice(spec.commandLine());
        EmbeddedBroker.prepare();
        Dataset dataset = datasets.open(asked.dataset());
        LoadPlan plan = LocalServices.check(asked, dataset, kernels);
        PrintWriter notes = progress.notes(spec.commandLine());
        RunRequested request = plan.completed(longEnough(asked, plan));
        try (var page = pages.listen();
                var cluster = Cluster.start(options, home, false);
                var services = LocalServices.start(cluster.connection(), request, dataset, kernels)) {
            cluster.whenLost(why ->
                    ErrorReporter.lost(spec.commandLine(), options.json(), why + " " + onceMended(request.runId())));
            say(plan, request, notes);
            engine.note(kernels).ifPresent(note -> Output.line(notes, note));
            services.announce(notes);
            page.show(cluster.connection(), notes);
            BrokenOff earlier = BrokenOff.look(cluster.runs(), request.runId(), notes);
            try {
                int code = follow(cluster.runs(), request, interrupt, accepted -> {});
                page.stay(interrupt, notes);
                return code;
            } finally {
                page.end(); // while there is a broker
                earlier.await();
            }
        }
    }

    /// The same run, with more epochs where nobody said how many and there are few examples.
    private RunRequested longEnough(RunRequested asked, LoadPlan plan) {
        int epochs = Math.min(MOST_EPOCHS, Math.ceilDiv(LEAST_STEPS, plan.stepsPerEpoch()));
        if (!run.choosesEpochs() || epochs <= plan.fit().epochs()) {
            return asked;
        }
        return new RunRequested(
                asked.runId(),
                asked.name(),
                asked.dataset(),
                asked.model(),
                asked.compile(),
                RunSpec.ref(plan.fit().withEpochs(epochs)),
                asked.requestedAt());
    }

    private static void say(LoadPlan plan, RunRequested request, PrintWriter notes) {
        plan.notes().forEach(note -> Output.line(notes, note));
        if (request.fit().epochs() != plan.fit().epochs()) {
            Output.line(notes, request.fit().epochs() + " epochs, as there are few examples; --epochs says otherwise.");
        }
    }

    /// What is safe when the broker is lost.
    static String onceMended(String runId) {
        return "Then 'millrace services' goes on with the run from its newest checkpoint, and 'millrace checkpoint "
                + runId + " --out FILE' writes that.";
    }

    /// Ctrl-C asks the run to stop; it then ends with a checkpoint, which is written like any other.
    private int follow(
            RunClient runs, RunRequested request, Interrupt interrupt, Consumer<Event.Accepted> whenAccepted) {
        AtomicReference<Optional<JsonNode>> data = new AtomicReference<>(Optional.empty());
        var listener = progress.listener(request.fit().epochs(), spec.commandLine(), options.json(), accepted -> {
            data.set(Optional.of(accepted.data()));
            whenAccepted.accept(accepted);
        });
        interrupt.asks(() -> runs.command(new Stop(request.runId(), Instant.now())));
        RunRequested asked = runs.submit(request);
        try (var watch = runs.watch(asked, new CsvListener(asked, listener))) {
            RunResult result = watch.follow(() -> interrupt.cameBefore(STOP_WITHIN));
            Optional<Path> written = result.checkpoint().flatMap(name -> write(runs, asked, name, data.get()));
            int code = RunReport.print(
                    result, asked, written.map(Path::toString).orElse(""), options.json(), spec.commandLine());
            return interrupt.came() ? Interrupt.EXIT_CODE : code;
        }
    }

    private Optional<Path> write(RunClient runs, RunRequested request, String checkpoint, Optional<JsonNode> data) {
        Path file = out;
        if (file == null) {
            return Optional.empty();
        }
        var last = runs.checkpoint(request, checkpoint, CHECKPOINT_WITHIN)
                .orElseThrow(() -> new UserException("Checkpoint " + checkpoint + " of run " + request.runId()
                        + " did not come within " + CHECKPOINT_WITHIN.toSeconds() + " s; " + file
                        + " is not written. 'millrace checkpoint' tries again."));
        try {
            ModelFile.write(file, ModelTensors.read(last.contents()), data);
        } catch (UserException e) {
            throw new UserException(e.getMessage() + " The trained model is kept: 'millrace checkpoint "
                    + request.runId() + " --out FILE' writes it elsewhere.");
        }
        return Optional.of(file);
    }
}
