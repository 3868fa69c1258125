package dev.millrace.benchmarks.gpu;

import dev.millrace.engine.KernelSets;
import dev.millrace.engine.kernel.KernelSet;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What `run` has been told. Each argument is `name=value`.
///
/// @param kernels what is checked: `cuda`
/// @param reference what it is held against: `vector`
/// @param driver the version of NVIDIA's driver, for people
/// @param quick a few steps of everything, and no times
/// @param data folder with the IDX files of MNIST; absent: digits that the program draws
/// @param golden folder with what Keras computed
/// @param peers the file with steps of JAX and Torch, and an interpreter for each that is there
/// @param out folder for what is written
/// @param minutes after which what is left is left out
record CheckOptions(
        String kernels,
        String reference,
        String driver,
        boolean quick,
        Optional<Path> data,
        Path golden,
        Peers peers,
        Path out,
        int minutes) {
    /// @throws IllegalArgumentException where one has no name
    static CheckOptions of(String... args) {
        Map<String, String> given = new HashMap<>();
        for (String arg : args) {
            String[] parts = arg.split("=", 2);
            if (parts.length != 2) {
                throw new IllegalArgumentException("An argument is name=value. Received: " + arg);
            }
            given.put(parts[0], parts[1]);
        }
        Map<String, String> pythons = new HashMap<>();
        for (String framework : Peers.FRAMEWORKS) {
            text(given, framework).ifPresent(python -> pythons.put(framework, python));
        }
        Path out = Path.of(given.getOrDefault("out", "."));
        return new CheckOptions(
                given.getOrDefault("kernels", "cuda"),
                given.getOrDefault("reference", "vector"),
                text(given, "driver").orElse("version unknown"),
                given.getOrDefault("quick", "false").equals("true"),
                text(given, "data").map(Path::of),
                Path.of(given.getOrDefault("golden", "golden")),
                new Peers(Path.of(given.getOrDefault("steps", "steps.py")), pythons, out),
                out,
                Integer.parseInt(given.getOrDefault("minutes", "8")));
    }

    private static Optional<String> text(Map<String, String> given, String name) {
        return Optional.ofNullable(given.get(name)).filter(value -> !value.isEmpty());
    }

    /// What is checked.
    ///
    /// @throws IllegalStateException if it does not work here, with the cause
    KernelSet checked() {
        return KernelSets.named(kernels);
    }

    /// What it is held against.
    KernelSet compared() {
        return KernelSets.named(reference);
    }

    /// One number for a full run, another for a quick one.
    int steps(int full, int few) {
        return quick ? few : full;
    }
}
