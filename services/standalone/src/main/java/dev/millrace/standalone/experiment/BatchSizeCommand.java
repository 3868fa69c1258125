package dev.millrace.standalone.experiment;

import dev.millrace.datasets.Dataset;
import dev.millrace.loader.LoadPlan;
import dev.millrace.runfile.RunFile;
import dev.millrace.runfile.Submission;
import dev.millrace.runs.client.RunResult;
import dev.millrace.standalone.cluster.Cluster;
import dev.millrace.standalone.cluster.ClusterOptions;
import dev.millrace.standalone.cluster.Interrupt;
import dev.millrace.standalone.cluster.LocalServices;
import dev.millrace.standalone.option.EngineOptions;
import dev.millrace.standalone.option.ProgramOptions;
import dev.millrace.standalone.option.ProgressOptions;
import dev.millrace.standalone.option.UserEnvironment;
import dev.millrace.standalone.output.OutFile;
import dev.millrace.standalone.output.Output;
import dev.millrace.standalone.run.DatasetChoice;
import dev.millrace.trainer.KernelChoice;
import dev.millrace.wire.Command.Stop;
import dev.millrace.wire.RunRequested;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `millrace bench batch-size`: the textbook's own experiment, time per epoch and accuracy against batch size. Every
/// batch size is a run of its own through the services, on one broker in this process.
@Command(
        name = "batch-size",
        description = {
            "Train a program with several batch sizes in this process, one after the other, and compare the time that"
                    + " an epoch takes and the accuracy on the test examples.",
            "Ctrl-C ends it with what there is."
        },
        mixinStandardHelpOptions = true,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Examples:",
            "  millrace bench batch-size --plot batch-size.svg",
            "  millrace bench batch-size --batch-sizes 10,100,1000 --epochs 5 --optimizer sgd",
            "  millrace bench batch-size RUN.yaml --out batch-size.json"
        })
final class BatchSizeCommand implements Callable<Integer> {
    private static final List<Integer> USUAL = List.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000);
    private static final int USUAL_EPOCHS = 3;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(40);

    @Mixin
    private ProgramOptions program = new ProgramOptions();

    @Option(
            names = "--batch-sizes",
            paramLabel = "N",
            split = ",",
            description = "Batch sizes to compare. Default: 1,2,5,10,20,50,100,200,500,1000, as far as they fit.")
    private List<Integer> batchSizes = new ArrayList<>();

    @Option(names = "--out", paramLabel = "FILE", description = "Write the results as JSON.")
    private @Nullable Path out;

    @Option(names = "--plot", paramLabel = "FILE", description = "Write the two curves as SVG.")
    private @Nullable Path plot;

    @Option(names = "--json", description = "Answer in JSON, for machines.")
    private boolean json;

    @Mixin
    private EngineOptions engine = new EngineOptions();

    @Mixin
    private ProgressOptions progress = new ProgressOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /// Everything is checked before anything is started.
    @Override
    public Integer call() {
        progress.check(spec.commandLine());
        KernelChoice kernels = engine.choice(spec.commandLine());
        Stream.of(out, plot).forEach(file -> {
            if (file != null) {
                OutFile.check(file);
            }
        });
        RunFile textbook = RunFile.TEXTBOOK.withFit(RunFile.TEXTBOOK.fit().withEpochs(USUAL_EPOCHS));
        DatasetChoice datasets = UserEnvironment.of(spec).datasets(progress.notes(spec.commandLine()));
        RunFile run = program.run(spec.commandLine(), textbook);
        batchSizes.forEach(size -> run.fit().withBatchSize(size));
        RunFile chosen = datasets.choose(run);
        RunRequested program = Submission.of(chosen);
        Dataset dataset = datasets.open(program.dataset());
        List<LoadPlan> plans = (batchSizes.isEmpty() ? fitting(dataset) : batchSizes)
                .stream()
                        .map(size -> LocalServices.check(request(chosen, size), dataset, kernels))
                        .toList();
        BatchSizeResult result = new BatchSizeResult(
                program.datasetKind(),
                program.compile().path("optimizer").path("class_name").asText(),
                run.fit().epochs(),
                run.fit().seed(),
                List.of());
        engine.note(kernels).ifPresent(note -> Output.line(progress.notes(spec.commandLine()), note));
        try (var interrupt = new Interrupt(spec.commandLine().getErr())) {
            return report(result.with(trainAll(chosen, plans, dataset, kernels, interrupt)), interrupt);
        }
    }

    private static List<Integer> fitting(Dataset dataset) {
        return USUAL.stream().filter(size -> size <= dataset.train().size()).toList();
    }

    private static RunRequested request(RunFile run, int batchSize) {
        return Submission.of(run.withFit(run.fit().withBatchSize(batchSize)));
    }

    private List<BatchSizeResult.Row> trainAll(
            RunFile run, List<LoadPlan> plans, Dataset dataset, KernelChoice kernels, Interrupt interrupt) {
        List<BatchSizeResult.Row> rows = new ArrayList<>();
        try (var cluster =
                Cluster.start(new ClusterOptions(), UserEnvironment.of(spec).home(), false)) {
            for (LoadPlan plan : plans) {
                if (interrupt.came()) {
                    break;
                }
                int size = plan.fit().batchSize();
                if (!json && !progress.isSilent()) {
                    Output.line(spec.commandLine().getOut(), "Batch size " + size);
                }
                RunRequested request = plan.completed(request(run, size));
                interrupt.asks(() -> cluster.runs().command(new Stop(request.runId(), Instant.now())));
                RunResult result = train(cluster, request, dataset, kernels, interrupt);
                rows.add(BatchSizeResult.Row.of(size, request.runId(), plan.stepsPerEpoch(), result));
            }
        }
        return rows;
    }

    private RunResult train(
            Cluster cluster, RunRequested request, Dataset dataset, KernelChoice kernels, Interrupt interrupt) {
        var listener = progress.listener(request.fit().epochs(), spec.commandLine(), json);
        try (var services = LocalServices.start(cluster.connection(), request, dataset, kernels);
                var watch = cluster.runs().watch(request, listener)) {
            services.announce(progress.notes(spec.commandLine()));
            cluster.runs().submit(request);
            return watch.follow(() -> interrupt.cameBefore(STOP_WITHIN));
        }
    }

    private int report(BatchSizeResult result, Interrupt interrupt) {
        // First: the files' disk may be full.
        var stdout = spec.commandLine().getOut();
        stdout.print(json ? Output.json(result) + "\n" : result.table());
        stdout.flush();
        if (out != null) {
            OutFile.write(out, (Output.json(result) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        if (plot != null) {
            OutFile.write(plot, result.plot().svg().getBytes(StandardCharsets.UTF_8));
        }
        return interrupt.came() ? Interrupt.EXIT_CODE : result.complete() ? 0 : 1;
    }
}
