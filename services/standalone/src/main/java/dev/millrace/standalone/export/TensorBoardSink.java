package dev.millrace.standalone.export;

import dev.millrace.standalone.output.IoErrors;
import dev.millrace.standalone.output.UserException;
import dev.millrace.wire.Event;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// TensorBoard's event files, one for each split, in folders as Keras's own callback makes them: `DIR/RUN_ID/train`,
/// `validation`, `test`. Tags are `loss` at steps and `epoch_loss` at epochs.
///
/// An export that goes on after another adds what is not in the files yet.
final class TensorBoardSink implements Sink {
    private final RunRequested run;
    private final Path folder;
    private final Map<Split, EventFile> files = new EnumMap<>(Split.class);
    private final Set<Point.Identity> written = new HashSet<>();

    /// @param folder where TensorBoard looks for runs
    TensorBoardSink(Path folder, RunRequested run) {
        this.run = run;
        this.folder = folder.resolve(run.runId());
    }

    @Override
    public void add(Point point) {
        writing(() -> {
            EventFile file = file(point.split());
            if (written.add(point.identity())) {
                Map<String, Double> tagged = new TreeMap<>();
                point.values().forEach((name, value) -> tagged.put(point.tag(name), value));
                file.add(SummaryEvent.scalars(point.time(), point.number(), tagged));
            }
        });
    }

    private EventFile file(Split split) throws IOException {
        EventFile open = files.get(split);
        if (open != null) {
            return open;
        }
        Path of = Files.createDirectories(folder.resolve(Point.folder(split)));
        // The same name each time, so that a repeated export finds its file.
        Path path = of.resolve("events.out.tfevents." + run.requestedAt().getEpochSecond() + ".millrace");
        EventFile file = EventFile.open(path, record -> {
            SummaryEvent event = SummaryEvent.read(record);
            event.tag().ifPresent(tag -> written.add(new Point.Identity(split, tag, event.step())));
        });
        files.put(split, file);
        if (file.fresh()) {
            file.add(SummaryEvent.version(run.requestedAt()));
        }
        return file;
    }

    @Override
    public void flush() {
        writing(() -> {
            for (EventFile file : files.values()) {
                file.flush();
            }
        });
    }

    @Override
    public void end(Event end) {
        // TensorBoard knows no ends.
    }

    @Override
    public String place() {
        return folder.toString();
    }

    @Override
    public void close() {
        writing(() -> {
            for (EventFile file : files.values()) {
                file.close();
            }
        });
    }

    private void writing(Write write) {
        try {
            write.run();
        } catch (IOException e) {
            throw new UserException("Cannot write to " + folder + ": " + IoErrors.with(e) + ".");
        }
    }

    private interface Write {
        void run() throws IOException;
    }
}
