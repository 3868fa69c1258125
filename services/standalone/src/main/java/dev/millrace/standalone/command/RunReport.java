package dev.millrace.standalone.command;

import dev.millrace.runs.client.RunResult;
import dev.millrace.standalone.output.Output;
import dev.millrace.standalone.output.Scored;
import dev.millrace.wire.Event;
import dev.millrace.wire.RunRequested;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/// What is said when a run is over.
final class RunReport {
    private RunReport() {}

    private record InJson(
            String runId,
            String dataset,
            List<Epoch> epochs,
            @Nullable Event end,
            Map<String, Double> test,
            String out) {}

    private record Epoch(int epoch, double seconds, Map<String, Double> values) {}

    /// Why a command was too late for a run that ended so.
    static String tooLate(Event end) {
        return switch (end) {
            case Event.Completed e -> "The run was completed already, with " + e.checkpoint() + ".";
            case Event.Stopped e -> "The run was stopped already, after step " + e.step() + ".";
            case Event.Failed e -> "The run had failed already: " + e.reason();
            case Event.Rejected e -> "The run was rejected: " + e.reason();
            default -> throw new IllegalArgumentException("not an end: " + end);
        };
    }

    /// Prints the outcome; the exit code is 0 only if the run was completed and scored.
    ///
    /// @param out the file that the model was written to; empty if none was
    static int print(RunResult result, RunRequested run, String out, boolean json, CommandLine command) {
        if (json) {
            var report = new InJson(
                    run.runId(),
                    run.datasetKind(),
                    result.epochs().stream()
                            .map(e -> new Epoch(e.epoch(), e.seconds(), e.values()))
                            .toList(),
                    result.end().orElse(null),
                    result.test(),
                    out);
            Output.line(command.getOut(), Output.json(report));
        } else {
            command.getOut().print(Scored.lines(result.test()));
            PrintWriter err = command.getErr();
            result.failure().ifPresent(reason -> Output.note(err, "the run failed: " + reason));
            if (result.end().isEmpty()) {
                Output.note(err, "run " + run.runId() + " has not ended yet; 'millrace runs' tells how it stands.");
            }
            if (result.end().isPresent() && result.end().get() instanceof Event.Stopped e) {
                Output.note(err, "stopped after step " + e.step() + "; " + e.checkpoint() + " is kept.");
            }
            if (result.completed() && result.scored().isEmpty()) {
                Output.note(err, "no evaluator has scored the last checkpoint in time.");
            }
        }
        command.getOut().flush();
        return result.completed() && result.scored().isPresent() ? 0 : 1;
    }
}
