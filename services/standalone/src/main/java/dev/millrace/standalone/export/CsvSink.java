package dev.millrace.standalone.export;

import dev.millrace.standalone.output.IoErrors;
import dev.millrace.standalone.output.UserException;
import dev.millrace.wire.Event;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A table: `split,epoch,step,time,loss,accuracy`, a row for each step that was measured, in the order in which they
/// were published. What is said of whole epochs is left out: it is in the last row of each.
///
/// An export begins the file anew: the same topics give the same file.
final class CsvSink implements Sink {
    private static final List<String> FIRST = List.of("split", "epoch", "step", "time");

    private final Path file;
    private final List<String> names = new ArrayList<>();
    private @Nullable BufferedWriter writer;

    /// @throws UserException if the file cannot be written
    CsvSink(Path file) {
        this.file = file;
        writing(() -> {
            writer = Files.newBufferedWriter(file);
            writer().write(header());
        });
    }

    @Override
    public void add(Point point) {
        if (point.kind() == Point.Kind.EPOCH) {
            return;
        }
        List<String> more = point.values().keySet().stream()
                .filter(name -> !names.contains(name))
                .sorted((a, b) -> Boolean.compare(!a.equals("loss"), !b.equals("loss")))
                .toList();
        writing(() -> {
            if (!more.isEmpty()) {
                widen(more);
            }
            writer().write(row(point));
        });
    }

    private String header() {
        List<String> columns = new ArrayList<>(FIRST);
        columns.addAll(names);
        return columns.stream().map(CsvSink::quoted).collect(Collectors.joining(",")) + "\n";
    }

    private String row(Point point) {
        String values = names.stream()
                .map(name -> Optional.ofNullable(point.values().get(name))
                        .map(String::valueOf)
                        .orElse(""))
                .collect(Collectors.joining(","));
        return point.split().wireName() + "," + point.epoch() + "," + point.step() + "," + point.time() + "," + values
                + "\n";
    }

    /// Writes the file once more with empty places in columns that came up just now.
    private void widen(List<String> more) throws IOException {
        writer().close();
        names.addAll(more);
        Path wider = Files.createTempFile(file.toAbsolutePath().getParent(), ".millrace", ".part");
        try (BufferedWriter to = Files.newBufferedWriter(wider);
                var lines = Files.lines(file)) {
            to.write(header());
            for (String line : (Iterable<String>) lines.skip(1)::iterator) {
                to.write(line + ",".repeat(more.size()) + "\n");
            }
        }
        Files.move(wider, file, StandardCopyOption.REPLACE_EXISTING);
        writer = Files.newBufferedWriter(file, StandardOpenOption.APPEND);
    }

    private static String quoted(String name) {
        return name.matches("[^\",\\r\\n]*") ? name : "\"" + name.replace("\"", "\"\"") + "\"";
    }

    @Override
    public void flush() {
        writing(() -> writer().flush());
    }

    @Override
    public void end(Event end) {
        // A table says nothing of how the run ended.
    }

    @Override
    public String place() {
        return file.toString();
    }

    @Override
    public void close() {
        writing(() -> writer().close());
    }

    private BufferedWriter writer() {
        return Objects.requireNonNull(writer, "the file is open");
    }

    private void writing(Write write) {
        try {
            write.run();
        } catch (IOException e) {
            throw new UserException("Cannot write " + file + ": " + IoErrors.with(e) + ".");
        }
    }

    private interface Write {
        void run() throws IOException;
    }
}
