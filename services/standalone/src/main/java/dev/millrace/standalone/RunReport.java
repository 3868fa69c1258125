package dev.millrace.standalone;

import dev.millrace.wire.Event;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Split;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/// What is said when a run is over.
final class RunReport {
    private RunReport() {}

    private record InJson(
            String runId, String dataset, @Nullable Event end, Map<String, Double> test, String out) {}

    /// Prints the outcome; the exit code is 0 only if the run was completed and scored.
    ///
    /// @param out the file that the model was written to; empty if none was
    static int print(RunWatch.Result result, RunRequested run, String out, boolean json, CommandLine command) {
        Map<String, Double> test = result.scored()
                .map(e -> e.values().getOrDefault(Split.TEST.wireName(), Map.<String, Double>of()))
                .orElse(Map.of());
        if (json) {
            var report =
                    new InJson(run.runId(), run.dataset().name(), result.end().orElse(null), test, out);
            command.getOut().println(Output.json(report));
        } else {
            command.getOut().print(Scored.lines(test));
            result.failure().ifPresent(reason -> command.getErr().println("millrace: the run failed: " + reason));
            if (result.end().isEmpty()) {
                command.getErr()
                        .println("millrace: run " + run.runId() + " has not ended yet; 'millrace runs' tells how it"
                                + " stands.");
            }
            if (result.end().isPresent() && result.end().get() instanceof Event.Stopped e) {
                command.getErr()
                        .println("millrace: stopped after step " + e.step() + "; " + e.checkpoint() + " is kept.");
            }
            if (result.completed() && result.scored().isEmpty()) {
                command.getErr().println("millrace: no evaluator has scored the last checkpoint in time.");
            }
        }
        command.getOut().flush();
        command.getErr().flush();
        return result.completed() && result.scored().isPresent() ? 0 : 1;
    }
}
