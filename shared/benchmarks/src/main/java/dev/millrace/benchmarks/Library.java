package dev.millrace.benchmarks;

import java.nio.file.Path;

/// Millrace's `Model.fit` on arrays in memory.
record Library() implements Contestant {
    @Override
    public String name() {
        return "Millrace, library";
    }

    @Override
    public Fitted fit(Path folder, Setting setting, int epochs, int seed) {
        return Fitted.parse(Child.java(LibraryFit.class, new FitArguments(folder, setting, epochs, seed).list())
                .output());
    }
}
