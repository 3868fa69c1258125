package dev.millrace.standalone.command;

import dev.millrace.standalone.cluster.Cluster;
import dev.millrace.standalone.cluster.ClusterOptions;
import dev.millrace.standalone.option.UserEnvironment;
import dev.millrace.standalone.output.Output;
import dev.millrace.standalone.output.UserException;
import dev.millrace.wire.Command.SetLearningRate;
import dev.millrace.wire.Event;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `millrace learning-rate RUN_ID RATE`: changes the learning rate of a run that is being trained; where it has
/// a schedule, the schedule ends.
@Command(
        name = "learning-rate",
        description = "Change the learning rate of a run that is being trained.",
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  millrace learning-rate RUN_ID 0.0001"})
public final class LearningRateCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "RUN_ID", description = RunsCommand.RUN_ID)
    private String runId = "";

    @Parameters(index = "1", paramLabel = "RATE", description = "Of every update from now on.")
    private double rate;

    @Mixin
    private ClusterOptions options = new ClusterOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try {
            new SetLearningRate(runId, Instant.now(), rate);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        try (var cluster = Cluster.openRunning(options, UserEnvironment.of(spec).home())) {
            var run = cluster.runs().find(runId);
            var command = new SetLearningRate(run.runId(), Instant.now(), rate);
            Event answer = cluster.runs().untilObeyed(run, command);
            if (!(answer instanceof Event.CommandApplied obeyed)) {
                throw new UserException(RunReport.tooLate(answer));
            }
            Output.line(
                    spec.commandLine().getOut(),
                    options.json()
                            ? Output.json(obeyed)
                            : "Learning rate " + rate + " for every update after step " + obeyed.step() + ".");
        }
        return 0;
    }
}
