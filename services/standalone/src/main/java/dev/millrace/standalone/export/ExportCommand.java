package dev.millrace.standalone.export;

import dev.millrace.standalone.cluster.Cluster;
import dev.millrace.standalone.cluster.ClusterOptions;
import dev.millrace.standalone.option.UserEnvironment;
import dev.millrace.standalone.output.OutFile;
import dev.millrace.standalone.output.Output;
import dev.millrace.standalone.output.UserException;
import dev.millrace.wire.RunRequested;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `millrace export RUN_ID`: a run's metrics for other programs.
@Command(
        name = "export",
        description =
                "Write a run's metrics for TensorBoard, MLflow, or as a CSV file. An export that was broken off is"
                        + " gone on with by the same command: each step is there once.",
        mixinStandardHelpOptions = true,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Environment:",
            "  MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD",
            "                 for an MLflow that wants them",
            "",
            "Examples:",
            "  millrace export RUN_ID --csv metrics.csv",
            "  millrace export RUN_ID --tensorboard logs --follow",
            "  millrace export RUN_ID --mlflow http://localhost:5000 --bootstrap broker:9092"
        })
public final class ExportCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "RUN_ID",
            description = "The run, named by its run id or the beginning of it; 'millrace runs' lists them.")
    private String runId = "";

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Target target = new Target();

    @Option(
            names = "--experiment",
            paramLabel = "NAME",
            description = "MLflow's experiment that the run belongs to; made where there is none. Default: millrace.")
    private String experiment = "millrace";

    @Option(names = "--follow", description = "Go on until the run has ended and is scored.")
    private boolean follow;

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /// Where to.
    static final class Target {
        @Option(
                names = "--tensorboard",
                paramLabel = "DIR",
                description = "Event files in DIR/RUN_ID/train, validation and test: 'tensorboard --logdir DIR'.")
        @Nullable
        Path tensorboard;

        @Option(names = "--mlflow", paramLabel = "URL", description = "A run at an MLflow tracking server.")
        @Nullable
        URI mlflow;

        @Option(
                names = "--csv",
                paramLabel = "FILE",
                description = "A row for each step that was measured: split,epoch,step,time,loss, ...")
        @Nullable
        Path csv;

        /// Refuses what could not be written, before there is anything to write.
        void check() {
            if (csv != null) {
                OutFile.check(csv);
            }
            if (mlflow != null
                    && (mlflow.getHost() == null
                            || !String.valueOf(mlflow.getScheme()).startsWith("http"))) {
                throw new UserException(
                        "--mlflow is the address of a tracking server, like http://localhost:5000. Received: "
                                + mlflow);
            }
        }

        Sink open(RunRequested run, String experiment, Map<String, String> environment) {
            if (tensorboard != null) {
                return new TensorBoardSink(tensorboard, run);
            }
            if (csv != null) {
                return new CsvSink(csv);
            }
            if (mlflow != null) {
                return new MlflowSink(MlflowClient.of(mlflow, environment), experiment, run);
            }
            throw new IllegalStateException("the command line wants one of them");
        }
    }

    @Override
    public Integer call() {
        target.check();
        var environment = UserEnvironment.of(spec);
        try (var cluster = Cluster.open(options, environment.home())) {
            RunRequested run = cluster.runs().find(runId);
            try (Sink sink = target.open(run, experiment, environment.environment());
                    var export = new RunExport(cluster.connection(), run, sink)) {
                boolean over = follow ? export.follow(cluster::lonely) : export.exportWhatIsThere();
                if (follow && !over) {
                    throw new UserException("Run '" + run.runId()
                            + "' has not ended, and nobody trains it now. What there is was exported to " + sink.place()
                            + ". 'millrace services' goes on with the run.");
                }
                say(run, export.points(), sink.place(), over);
            }
        }
        return 0;
    }

    private void say(RunRequested run, long points, String place, boolean over) {
        String text =
                points + " points of run " + run.runId() + (over ? "" : ", which goes on,") + " are at " + place + ".";
        Output.line(
                spec.commandLine().getOut(),
                options.json()
                        ? Output.json(Map.of("run_id", run.runId(), "points", points, "place", place, "over", over))
                        : text);
    }
}
