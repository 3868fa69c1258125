package dev.millrace.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Millrace's `Model.fit` on arrays in memory.
record Library() implements Contestant {
    @Override
    public String name() {
        return "Millrace, library";
    }

    @Override
    public boolean isKeras() {
        return false;
    }

    @Override
    public int samples(int samples, int batchSize, int steps) {
        return samples;
    }

    @Override
    public Optional<String> missing() {
        return Optional.empty();
    }

    @Override
    public Fitted fit(Path folder, Setting setting, int epochs) {
        return Fitted.parse(Child.java(
                        LibraryFit.class,
                        List.of(
                                folder.toString(),
                                String.valueOf(setting.batchSize()),
                                setting.optimizer(),
                                String.valueOf(epochs)))
                .output());
    }
}
