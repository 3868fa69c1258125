package dev.millrace.standalone.command;

import dev.millrace.engine.callback.WriteCsv;
import dev.millrace.nn.callback.CSVLogger;
import dev.millrace.runs.RunSpec;
import dev.millrace.runs.client.RunListener;
import dev.millrace.wire.Event;
import dev.millrace.wire.RunRequested;
import java.util.List;
import java.util.Map;

/// Writes the files of a run's CSVLoggers here, where the run is watched, and hands on all that it hears.
final class CsvListener implements RunListener {
    private final RunListener next;
    private final List<WriteCsv> files;

    /// Begins the files.
    ///
    /// @throws java.io.UncheckedIOException if one cannot be written
    CsvListener(RunRequested run, RunListener next) {
        this.next = next;
        this.files = RunSpec.fit(run).callbacks().stream()
                .filter(CSVLogger.class::isInstance)
                .map(callback -> new WriteCsv((CSVLogger) callback))
                .toList();
        files.forEach(WriteCsv::begin);
    }

    @Override
    public void accepted(Event.Accepted event) {
        next.accepted(event);
    }

    @Override
    public void started(Event.Started event) {
        next.started(event);
    }

    @Override
    public void step(int epoch, int step, int steps, Map<String, Double> values) {
        next.step(epoch, step, steps, values);
    }

    @Override
    public void epochEnded(Event.EpochEnded event, int steps, Map<String, Double> values) {
        files.forEach(file -> file.row(event.epoch(), values));
        next.epochEnded(event, steps, values);
    }

    @Override
    public void note(String note) {
        next.note(note);
    }

    @Override
    public void silent(String hint) {
        next.silent(hint);
    }
}
