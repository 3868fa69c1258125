package dev.millrace.standalone.command;

import dev.millrace.runs.RunSummary;
import dev.millrace.standalone.cluster.Cluster;
import dev.millrace.standalone.cluster.ClusterOptions;
import dev.millrace.standalone.option.UserEnvironment;
import dev.millrace.standalone.output.Output;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `millrace runs`: every run there is, and how it stands.
@Command(
        name = "runs",
        description = {
            "List runs and how they stand.",
            "With --json, one object for each; a request that no service could read is one in the state 'malformed'."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  millrace runs", "  millrace runs --json --bootstrap broker:9092"})
public final class RunsCommand implements Callable<Integer> {
    /// How a command about one run describes its argument.
    static final String RUN_ID = "As 'millrace runs' lists it, or as much of its beginning as no other run has.";

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (var cluster = Cluster.open(options, UserEnvironment.of(spec).home())) {
            List<RunSummary> standings = cluster.runs().summaries();
            List<RunSummary> malformed = cluster.runs().malformed();
            if (options.json()) {
                Stream.concat(standings.stream(), malformed.stream())
                        .forEach(standing -> Output.line(out, Output.json(standing)));
                return 0;
            }
            if (standings.isEmpty()) {
                Output.line(out, "No runs yet. 'millrace train' starts one.");
            } else {
                RunsTable.of(standings).lines().forEach(line -> Output.line(out, line));
            }
            if (!malformed.isEmpty()) {
                RunSummary newest = malformed.getLast();
                String count = malformed.size() == 1
                        ? "1 request could not be read"
                        : malformed.size() + " requests could not be read, the newest";
                Output.line(out, count + " ('" + newest.runId() + "'): " + newest.detail());
            }
        }
        return 0;
    }
}
