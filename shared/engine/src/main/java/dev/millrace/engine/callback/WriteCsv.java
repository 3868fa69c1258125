package dev.millrace.engine.callback;

import dev.millrace.engine.fit.Callback;
import dev.millrace.engine.fit.Fitting;
import dev.millrace.engine.fit.Logs;
import dev.millrace.nn.callback.CSVLogger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Keras's `CSVLogger`: a header `epoch` and the names of the scores in alphabetic order, then a row for each epoch; a
/// score that an epoch lacks is `NA`. Every row is in the file when its epoch is over.
public final class WriteCsv implements Callback {
    private final CSVLogger spec;
    private List<String> columns = List.of();
    private boolean headed;

    public WriteCsv(CSVLogger spec) {
        this.spec = spec;
    }

    /// @throws UncheckedIOException if the file cannot be written
    @Override
    public void onTrainBegin(Fitting fitting) {
        begin();
    }

    @Override
    public void onEpochEnd(Fitting fitting, int epoch, Logs logs) {
        row(epoch, logs.values());
    }

    /// Begins the file, or looks at the one that is there.
    ///
    /// @throws UncheckedIOException if it cannot be written
    public void begin() {
        columns = List.of();
        Path file = Path.of(spec.filename());
        try {
            headed = spec.append() && Files.exists(file) && Files.size(file) > 0;
            if (!spec.append()) {
                Files.writeString(file, "");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Adds the row of an epoch.
    ///
    /// @throws UncheckedIOException if the file cannot be written
    public void row(int epoch, Map<String, Double> values) {
        StringBuilder text = new StringBuilder();
        if (columns.isEmpty()) {
            columns = columns(values);
            if (!headed) {
                text.append("epoch");
                columns.forEach(column -> text.append(spec.separator()).append(column));
                text.append("\r\n");
            }
        }
        text.append(epoch);
        for (String column : columns) {
            Double value = values.get(column);
            text.append(spec.separator()).append(value == null ? "NA" : String.valueOf(value));
        }
        try {
            Files.writeString(
                    Path.of(spec.filename()),
                    text.append("\r\n"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where the first epoch was not validated, a later one may be.
    private static List<String> columns(Map<String, Double> values) {
        List<String> names = values.keySet().stream().sorted().toList();
        if (names.stream().anyMatch(name -> name.startsWith("val_"))) {
            return names;
        }
        List<String> all = new ArrayList<>(names);
        names.forEach(name -> all.add("val_" + name));
        return all;
    }
}
