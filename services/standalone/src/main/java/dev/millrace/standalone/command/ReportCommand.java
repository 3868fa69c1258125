package dev.millrace.standalone.command;

import dev.millrace.standalone.cluster.Cluster;
import dev.millrace.standalone.cluster.ClusterOptions;
import dev.millrace.standalone.option.UserEnvironment;
import dev.millrace.standalone.output.Output;
import dev.millrace.standalone.output.UserException;
import dev.millrace.wire.reports.Report;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `millrace report RUN_ID`: how well a run tells each class from the others.
@Command(
        name = "report",
        description = {
            "Say how well a run's newest scored checkpoint tells each class from the others: precision, recall and F1 of"
                    + " each class, and which classes are taken for which.",
            "With --json, one object for each split, as it is on the topic: the confusion matrix and the examples that"
                    + " were classified worst too."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  millrace report RUN_ID", "  millrace report RUN_ID --bootstrap broker:9092"})
public final class ReportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN_ID", description = RunsCommand.RUN_ID)
    private String runId = "";

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (var cluster = Cluster.open(options, UserEnvironment.of(spec).home())) {
            var run = cluster.runs().find(runId);
            List<Report> reports = cluster.runs().reports(run);
            if (reports.isEmpty()) {
                throw new UserException(
                        "Run " + run.runId() + " has no report. There is one once an evaluator has scored"
                                + " a checkpoint, of a model that classifies.");
            }
            for (Report report : reports) {
                if (options.json()) {
                    Output.line(out, Output.json(report));
                } else {
                    ReportText.lines(report).forEach(line -> Output.line(out, line));
                }
            }
        }
        return 0;
    }
}
