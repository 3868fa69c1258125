package dev.millrace.standalone.command;

import dev.millrace.runfile.RunFile;
import dev.millrace.runfile.Submission;
import dev.millrace.runs.client.RunClient;
import dev.millrace.runs.client.RunListener;
import dev.millrace.standalone.cluster.Cluster;
import dev.millrace.standalone.cluster.ClusterOptions;
import dev.millrace.standalone.option.RunOptions;
import dev.millrace.standalone.option.UserEnvironment;
import dev.millrace.standalone.output.Output;
import dev.millrace.standalone.output.UserException;
import dev.millrace.wire.Event;
import dev.millrace.wire.RunRequested;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `millrace submit RUN`: asks a cluster's services for a run, and says whether they take it up.
@Command(
        name = "submit",
        description = "Ask running services for a run; prints its id once a data-loader has accepted it. Files"
                + " are read where the data-loader is.",
        mixinStandardHelpOptions = true,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Examples:",
            "  millrace submit deploy/examples/digits.yaml --bootstrap broker:9092",
            "  millrace submit --csv /data/houses.csv --target price --epochs 50 --bootstrap broker:9092",
            "  millrace watch $(millrace submit RUN.json)"
        })
public final class SubmitCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Mixin
    private RunOptions run = new RunOptions();

    @Option(names = "--no-wait", description = "Do not wait for a data-loader's answer.")
    private boolean noWait;

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        RunFile file = UserEnvironment.of(spec).datasets(spec.commandLine()).chooseFarAway(run.run(spec.commandLine()));
        RunRequested request = Submission.of(file);
        try (var cluster = Cluster.openServed(options, UserEnvironment.of(spec).home())) {
            RunRequested asked = cluster.runs().submit(request);
            Optional<Event> answer = noWait ? Optional.empty() : awaitAnswer(cluster.runs(), asked);
            if (answer.isPresent() && answer.get().ends()) {
                String reason = answer.get() instanceof Event.Rejected rejected
                        ? rejected.reason()
                        : answer.get().toString();
                throw new UserException("The run was rejected: " + reason);
            }
            if (answer.isPresent() && answer.get() instanceof Event.Accepted accepted) {
                accepted.notes().forEach(note -> Output.line(spec.commandLine().getErr(), note));
            }
            Output.line(
                    spec.commandLine().getOut(),
                    options.json()
                            ? Output.json(Map.of("run_id", request.runId(), "accepted", answer.isPresent()))
                            : request.runId());
            if (!noWait && answer.isEmpty()) {
                Output.note(
                        spec.commandLine().getErr(),
                        "no data-loader has answered within " + PATIENCE.toSeconds()
                                + " s; the run waits in the queue. Are the services running?");
            }
        }
        return 0;
    }

    private static Optional<Event> awaitAnswer(RunClient runs, RunRequested run) {
        try (var watch = runs.watch(run, new RunListener() {})) {
            return watch.awaitAnswer(PATIENCE);
        }
    }
}
