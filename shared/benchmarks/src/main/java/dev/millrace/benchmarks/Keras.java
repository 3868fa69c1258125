package dev.millrace.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Keras's `fit` on arrays in memory.
///
/// @param backend `jax`, `tensorflow` or `torch`
/// @param python an interpreter; empty: none was named
record Keras(String backend, Optional<String> python) implements Contestant {
    static final List<String> BACKENDS = List.of("jax", "tensorflow", "torch");

    @Override
    public String name() {
        return "Keras on " + backend;
    }

    @Override
    public boolean isKeras() {
        return true;
    }

    @Override
    public int samples(int samples, int batchSize, int steps) {
        return Part.of(samples, batchSize, steps);
    }

    @Override
    public Optional<String> missing() {
        if (python.isEmpty()) {
            return Optional.of("no --python");
        }
        try {
            run(List.of("-c", "import keras, " + backend));
            return Optional.empty();
        } catch (MeasurementException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    @Override
    public Fitted fit(Path folder, Setting setting, int epochs, int seed) {
        List<String> args = new ArrayList<>(List.of(
                Machine.root().resolve("shared/benchmarks/peers/keras_fit.py").toString()));
        args.addAll(new FitArguments(folder, setting, epochs, seed).list());
        return Fitted.parse(run(args));
    }

    private String run(List<String> args) {
        List<String> command = new ArrayList<>(List.of(python.orElseThrow()));
        command.addAll(args);
        return new Child(command, Map.of("KERAS_BACKEND", backend)).output();
    }
}
