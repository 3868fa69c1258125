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

/// `epoch`: seconds per epoch of the textbook's digits network, Millrace's beside the peers'.
@Command(
        name = "epoch",
        description = {
            "Seconds per epoch of the textbook's digits network: Millrace as a library and through Kafka, Keras on three"
                    + " backends, Deeplearning4j.",
            "Contestants take turns; each turn is a process of its own, whose first epoch is to warm up. Each round has a"
                    + " seed of its own."
        },
        mixinStandardHelpOptions = true)
final class EpochCommand implements Callable<Integer> {
    @Option(names = "--dataset", defaultValue = "mnist", paramLabel = "NAME", description = "mnist or digits.")
    private String dataset = "";

    @Option(names = "--data", paramLabel = "DIR", description = "Folder with the dataset's files.")
    private @Nullable Path data;

    @Option(names = "--python", paramLabel = "PATH", description = "A Python with Keras and its backends.")
    private @Nullable String python;

    @Option(
            names = "--settings",
            split = ",",
            converter = Setting.Converter.class,
            defaultValue = "1:sgd,10:sgd,100:adam,1000:adam,128:adam:conv",
            paramLabel = "SIZE:OPTIMIZER",
            description = "Batch sizes, each with sgd (learning rate 0.1) or adam; with :conv a convolutional network."
                    + " Default: ${DEFAULT-VALUE}.")
    private List<Setting> settings = new ArrayList<>();

    @Option(
            names = "--contestants",
            split = ",",
            paramLabel = "NAME",
            description = "Who takes part: library, kafka, jax, tensorflow, torch, deeplearning4j. Default: all.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--rounds", defaultValue = "3", paramLabel = "N", description = "Turns of each. Default: 3.")
    private int rounds;

    @Option(
            names = "--epochs",
            defaultValue = "4",
            paramLabel = "N",
            description = "Epochs of each turn, the first to warm up. Default: 4.")
    private int epochs;

    @Option(
            names = "--steps",
            defaultValue = "6000",
            paramLabel = "N",
            description = "Peers train on a part of an epoch, at most this many steps (Deeplearning4j: a sixth of it),"
                    + " and what that takes is scaled up; 0: all of it. Default: 6000.")
    private int steps;

    @Option(
            names = "--samples",
            defaultValue = "0",
            paramLabel = "N",
            description = "Everyone trains on this many examples; 0: all. Default: 0.")
    private int samples;

    @Override
    public Integer call() {
        if (rounds < 1 || epochs < 2) {
            throw new MeasurementException("There is at least one round of two epochs. Received: --rounds " + rounds
                    + " --epochs " + epochs + ".");
        }
        List<Contestant> contestants = contestants();
        Map<String, String> skipped = new LinkedHashMap<>();
        contestants.forEach(c -> c.missing().ifPresent(reason -> skipped.put(c.name(), reason)));
        contestants.removeIf(c -> skipped.containsKey(c.name()));
        try (var parts = Parts.of(dataset, Optional.ofNullable(data))) {
            var results = new EpochResults(samples == 0 ? parts.size() : Math.min(samples, parts.size()), skipped);
            for (int round = 0; round < rounds; round++) {
                for (Setting setting : settings) {
                    for (Contestant contestant : Rounds.turns(contestants, round)) {
                        turn(contestant, setting, round, parts, results);
                    }
                }
                Findings.write("epoch", results.measurements(), results.plot());
            }
            Findings.publish("epoch", results.measurements(), results.table(settings), results.plot());
        }
        skipped.forEach((name, reason) -> System.out.println("skipped: " + name + ": " + reason));
        return 0;
    }

    private List<Contestant> contestants() {
        Map<String, Contestant> all = new LinkedHashMap<>();
        all.put("library", new Library());
        all.put("kafka", new Pipeline());
        Keras.BACKENDS.forEach(backend -> all.put(backend, new Keras(backend, Optional.ofNullable(python))));
        all.put("deeplearning4j", new Deeplearning4j());
        if (!all.keySet().containsAll(names)) {
            throw new MeasurementException("Contestants are " + String.join(", ", all.keySet()) + ". Received: "
                    + String.join(", ", names) + ".");
        }
        if (!names.isEmpty()) {
            all.keySet().retainAll(names);
        }
        return new ArrayList<>(all.values());
    }

    private void turn(Contestant contestant, Setting setting, int round, Parts parts, EpochResults results) {
        int trained = contestant.samples(results.samples(), setting.batchSize(), steps);
        System.err.println("Round " + (round + 1) + "/" + rounds + ": " + contestant.name() + ", " + setting);
        try {
            Fitted fitted = contestant.fit(parts.folder(trained), setting, epochs, round + 1);
            results.add(contestant, setting, round, trained, fitted);
        } catch (MeasurementException e) {
            System.err.println("  " + e.getMessage());
            results.fail(contestant, setting, String.valueOf(e.getMessage()));
        }
    }
}
