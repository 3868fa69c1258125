package dev.millrace.standalone;

import dev.millrace.wire.Event;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// How much of a run's progress is shown.
final class ProgressOptions {
    @Option(
            names = "--verbose",
            paramLabel = "0|1|2",
            description = "0 silent, 1 a bar, 2 a line per epoch. Default: 1 on a terminal, else 2.")
    @Nullable
    Integer verbose;

    /// Shows progress as Keras does; nothing where the answer is for machines.
    RunWatch.Listener listener(int epochs, CommandLine command, boolean json) {
        return new RunWatch.Listener() {
            @Override
            public void epochEnded(Event.EpochEnded event, int steps, Map<String, Double> values) {
                command.getOut()
                        .println(String.format(
                                Locale.ROOT,
                                "Epoch %d/%d %s %.1fs",
                                event.epoch() + 1,
                                epochs,
                                values,
                                event.seconds()));
                command.getOut().flush();
            }

            @Override
            public void silent(String hint) {
                command.getErr().println("millrace: " + hint);
            }
        };
    }
}
