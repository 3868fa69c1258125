package dev.millrace.standalone.option;

import dev.millrace.engine.Progress;
import dev.millrace.engine.ProgressBar;
import dev.millrace.runs.client.RunListener;
import dev.millrace.standalone.output.Output;
import dev.millrace.standalone.output.Printable;
import dev.millrace.wire.Event;
import java.io.Console;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// How much of a run's progress is shown.
public final class ProgressOptions {
    @Option(
            names = "--verbose",
            paramLabel = "0|1|2",
            description = "0 nothing but the result and what goes wrong, 1 a bar, 2 a line per epoch. Default: 1 on a"
                    + " terminal, else 2.")
    @Nullable
    Integer verbose;

    /// Refuses what is no level of progress.
    ///
    /// @throws ParameterException if `--verbose` is none of the three
    public void check(CommandLine command) {
        if (verbose != null && (verbose < 0 || verbose > 2)) {
            throw new ParameterException(
                    command, "--verbose is 0 (silent), 1 (a bar) or 2 (a line per epoch). Received: " + verbose + ".");
        }
    }

    /// Where is said what is done, and on what: not with `--verbose 0`.
    public PrintWriter notes(CommandLine command) {
        return isSilent() ? new PrintWriter(Writer.nullWriter()) : command.getErr();
    }

    /// Whether only the result is wanted.
    public boolean isSilent() {
        return verbose != null && verbose == 0;
    }

    /// Shows progress as Keras does; only hints where the answer is for machines.
    public RunListener listener(int epochs, CommandLine command, boolean json) {
        return listener(epochs, command, json, accepted -> {});
    }

    /// The same.
    ///
    /// @param taken is told that the data-loader has taken the run up, and what the data is
    public RunListener listener(int epochs, CommandLine command, boolean json, Consumer<Event.Accepted> taken) {
        boolean terminal = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .isPresent();
        int level = json ? 0 : verbose != null ? verbose : terminal ? 1 : 2;
        PrintWriter out = command.getOut();
        var style = level == 2 ? ProgressBar.Style.LINES : terminal ? ProgressBar.Style.COLOR : ProgressBar.Style.PLAIN;
        var bar = new ProgressBar(out, style);
        return new RunListener() {
            private int epoch = -1;
            private long began;

            @Override
            public void accepted(Event.Accepted event) {
                taken.accept(event);
            }

            @Override
            public void step(int epoch, int step, int steps, Map<String, Double> values) {
                show(epoch, step, steps, values, elapsed(epoch), false);
            }

            @Override
            public void epochEnded(Event.EpochEnded event, int steps, Map<String, Double> values) {
                show(event.epoch(), steps, steps, values, (long) (event.seconds() * 1e9), true);
            }

            @Override
            public void silent(String hint) {
                Output.note(command.getErr(), hint);
            }

            @Override
            public void note(String note) {
                if (level > 0) {
                    Output.line(out, note);
                }
            }

            private long elapsed(int current) {
                if (current != epoch) {
                    epoch = current;
                    began = System.nanoTime();
                }
                return System.nanoTime() - began;
            }

            private void show(int epoch, int step, int steps, Map<String, Double> values, long nanos, boolean ended) {
                if (level > 0) {
                    Map<String, Double> named = new TreeMap<>();
                    values.forEach((name, value) -> named.put(Printable.text(name), value));
                    bar.accept(new Progress(epoch + 1, epochs, step, steps, () -> named, nanos, ended));
                    out.flush();
                }
            }
        };
    }
}
