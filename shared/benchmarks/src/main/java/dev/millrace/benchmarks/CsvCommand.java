package dev.millrace.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `csv`: rows per second from a CSV file to mini-batches, and through to a trainer, beside the peers'.
@Command(
        name = "csv",
        description = {
            "Rows per second from a CSV file: readers alone, and with a trainer behind them; Millrace's data-loader,"
                    + " library and pipeline, tf.data, Torch.",
            "Contestants take turns; each turn is a process of its own. The first epoch begins before the file is"
                    + " opened."
        },
        mixinStandardHelpOptions = true)
final class CsvCommand implements Callable<Integer> {
    @Option(names = "--rows", defaultValue = "1000000", paramLabel = "N", description = "Default: 1000000.")
    private int rows;

    @Option(
            names = "--columns",
            defaultValue = "30",
            paramLabel = "N",
            description = "Numbers of a row, beside the target. Default: 30.")
    private int columns;

    @Option(names = "--batch-size", defaultValue = "1024", paramLabel = "N", description = "Default: 1024.")
    private int batchSize;

    @Option(
            names = "--epochs",
            defaultValue = "4",
            paramLabel = "N",
            description = "Epochs of each turn, the first with the reading of the file. Default: 4.")
    private int epochs;

    @Option(names = "--rounds", defaultValue = "3", paramLabel = "N", description = "Turns of each. Default: 3.")
    private int rounds;

    @Option(
            names = "--python",
            paramLabel = "PATH",
            description = "A Python with TensorFlow and Keras, and with Torch and pandas.")
    private @Nullable String python;

    @Option(
            names = "--contestants",
            split = ",",
            paramLabel = "NAME",
            description = "Who takes part: loader, tfdata, torch, library, kafka, tfdata-fit, torch-fit. Default: all.")
    private List<String> names = new ArrayList<>();

    @Override
    public Integer call() {
        if (rounds < 1 || epochs < 2 || rows < 1 || columns < 1 || batchSize < 1) {
            throw new MeasurementException("There is at least one round of two epochs, one row, one column and one"
                    + " example in a mini-batch. Received: --rounds " + rounds + " --epochs " + epochs + " --rows "
                    + rows + " --columns " + columns + " --batch-size " + batchSize + ".");
        }
        List<CsvContestant> contestants = contestants();
        Map<String, String> skipped = new LinkedHashMap<>();
        contestants.forEach(
                c -> c.missing(Optional.ofNullable(python)).ifPresent(reason -> skipped.put(c.name(), reason)));
        contestants.removeIf(c -> skipped.containsKey(c.name()));
        try (var folder = TemporaryFolder.create()) {
            Path file = folder.path().resolve("table.csv");
            CsvFile.write(file, rows, columns);
            var results = new CsvResults(rows, columns, batchSize, skipped);
            for (int round = 0; round < rounds; round++) {
                for (CsvContestant contestant : Rounds.turns(contestants, round)) {
                    turn(contestant, file, round, results);
                }
                Findings.write("csv", results.measurements(), results.plot());
            }
            Findings.publish("csv", results.measurements(), results.table(), results.plot());
        }
        skipped.forEach((name, reason) -> System.out.println("skipped: " + name + ": " + reason));
        return 0;
    }

    private List<CsvContestant> contestants() {
        List<String> all = CsvContestant.ALL.stream().map(CsvContestant::key).toList();
        if (!all.containsAll(names)) {
            throw new MeasurementException(
                    "Contestants are " + String.join(", ", all) + ". Received: " + String.join(", ", names) + ".");
        }
        List<CsvContestant> chosen = new ArrayList<>(CsvContestant.ALL);
        chosen.removeIf(contestant -> !names.isEmpty() && !names.contains(contestant.key()));
        return chosen;
    }

    private void turn(CsvContestant contestant, Path file, int round, CsvResults results) {
        System.err.println("Round " + (round + 1) + "/" + rounds + ": " + contestant.name());
        try {
            Fitted fitted = contestant.read(file, columns, batchSize, epochs, round + 1, Optional.ofNullable(python));
            results.add(contestant, round, fitted);
        } catch (MeasurementException e) {
            System.err.println("  " + e.getMessage());
            results.fail(contestant, String.valueOf(e.getMessage()));
        }
    }
}
