package dev.millrace.standalone;

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
final class RunsCommand implements Callable<Integer> {
    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (var cluster = Cluster.open(options, Millrace.of(spec).home())) {
            List<Runs.Standing> standings = Runs.standings(cluster.connection());
            List<Runs.Standing> malformed = Runs.malformed(cluster.connection());
            if (options.json) {
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
                Runs.Standing newest = malformed.getLast();
                String count = malformed.size() == 1
                        ? "1 request could not be read"
                        : malformed.size() + " requests could not be read, the newest";
                Output.line(out, count + " ('" + newest.runId() + "'): " + newest.detail());
            }
        }
        return 0;
    }
}
