package dev.millrace.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Somebody who reads a table, or trains on it.
///
/// @param key as it is named on the command line, and told to the process
/// @param name as it stands in the table
/// @param modules what a Python must have; empty: it is Millrace
record CsvContestant(String key, String name, List<String> modules) {
    /// All there are: each side's reader alone, then with a trainer behind it.
    static final List<CsvContestant> ALL = List.of(
            new CsvContestant("loader", "Millrace, data-loader alone", List.of()),
            new CsvContestant("tfdata", "tf.data alone", List.of("tensorflow")),
            new CsvContestant("torch", "Torch, DataLoader alone", List.of("torch", "pandas")),
            new CsvContestant("library", "Millrace, library", List.of()),
            new CsvContestant("kafka", "Millrace, through Kafka", List.of()),
            new CsvContestant("tfdata-fit", "Keras on tensorflow, tf.data", List.of("tensorflow", "keras")),
            new CsvContestant("torch-fit", "Torch, DataLoader", List.of("torch", "pandas")));

    /// Why it cannot take part; empty if it can.
    ///
    /// @param python an interpreter; empty: none was named
    Optional<String> missing(Optional<String> python) {
        if (modules.isEmpty()) {
            return Optional.empty();
        }
        if (python.isEmpty()) {
            return Optional.of("no --python");
        }
        try {
            python(python.get(), List.of("-c", "import " + String.join(", ", modules)));
            return Optional.empty();
        } catch (MeasurementException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    /// Reads the file in a process of its own, some times over.
    ///
    /// @param file with a header, all columns numbers, the last of them the target `y`
    /// @param columns that go in
    /// @param epochs passes over the rows, each told as it ends; the first begins before the file is opened
    /// @param seed of the order and the first weights
    /// @throws MeasurementException if it breaks
    Fitted read(Path file, int columns, int batchSize, int epochs, int seed, Optional<String> python) {
        List<String> args = List.of(
                key,
                file.toString(),
                String.valueOf(batchSize),
                String.valueOf(epochs),
                String.valueOf(seed),
                String.valueOf(columns));
        if (modules.isEmpty()) {
            return Fitted.parse(Child.java(CsvRun.class, args).output());
        }
        List<String> command = new ArrayList<>(List.of(
                Machine.root().resolve("shared/benchmarks/peers/csv_fit.py").toString()));
        command.addAll(args);
        return Fitted.parse(python(python.orElseThrow(), command));
    }

    private static String python(String python, List<String> args) {
        List<String> command = new ArrayList<>(List.of(python));
        command.addAll(args);
        return new Child(command, Map.of("KERAS_BACKEND", "tensorflow")).output();
    }
}
