package dev.millrace.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Deeplearning4j's `MultiLayerNetwork.fit` on arrays in memory.
record Deeplearning4j() implements Contestant {
    /// A step takes it several times as long as Keras.
    private static final int SLOWER = 6;

    @Override
    public String name() {
        return "Deeplearning4j";
    }

    @Override
    public boolean isKeras() {
        return false;
    }

    @Override
    public int samples(int samples, int batchSize, int steps) {
        return Part.of(samples, batchSize, Math.ceilDiv(steps, SLOWER));
    }

    @Override
    public Optional<String> missing() {
        return Optional.empty();
    }

    @Override
    public Fitted fit(Path folder, Setting setting, int epochs) {
        return Fitted.parse(Child.java(
                        Deeplearning4jFit.class,
                        List.of(
                                folder.toString(),
                                String.valueOf(setting.batchSize()),
                                setting.optimizer(),
                                String.valueOf(epochs)))
                .output());
    }
}
