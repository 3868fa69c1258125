package dev.millrace.standalone;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `millrace runs`: every run there is, and how it stands.
@Command(
        name = "runs",
        description = "List runs and how they stand.",
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  millrace runs", "  millrace runs --json --bootstrap broker:9092"})
final class RunsCommand implements Callable<Integer> {
    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        try (var cluster = Cluster.open(options, Millrace.of(spec).home())) {
            List<Runs.Standing> standings = Runs.standings(cluster.connection());
            if (options.json) {
                standings.forEach(standing -> out.println(Output.json(standing)));
            } else if (standings.isEmpty()) {
                out.println("No runs yet. 'millrace train' starts one.");
            } else {
                out.println(line("RUN", "DATASET", "STATE", "EPOCH", "STEP", ""));
                standings.forEach(s -> out.println(line(
                        s.runId(),
                        s.dataset(),
                        s.state(),
                        s.epoch() + "/" + s.epochs(),
                        String.valueOf(s.step()),
                        s.detail())));
            }
        }
        out.flush();
        return 0;
    }

    private static String line(String run, String dataset, String state, String epoch, String step, String detail) {
        return String.format(Locale.ROOT, "%-44s %-8s %-10s %7s %8s  %s", run, dataset, state, epoch, step, detail)
                .stripTrailing();
    }
}
