package dev.millrace.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A process of its own for every measurement: nothing is left over from the one before.
///
/// @param environment variables beside this process's
record Child(List<String> command, Map<String, String> environment) {
    private static final List<String> OWN = List.of("MILLRACE_MODULE", "MILLRACE_MAIN", "MILLRACE_JAVA_OPTS");
    private static final long HOURS = 2;

    Child {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /// A JVM like this one, with its class path and flags.
    static Child java(Class<?> main, List<String> args) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-agentlib") && !flag.startsWith("-javaagent"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(args);
        return new Child(command, Map.of());
    }

    Child with(Map<String, String> variables) {
        return new Child(command, variables);
    }

    /// What it has printed, once it has ended well.
    ///
    /// @throws MeasurementException with its last words, if it has not
    String output() {
        try {
            Path out = Files.createTempFile("millrace-benchmark", ".out");
            Path err = Files.createTempFile("millrace-benchmark", ".err");
            try {
                var builder =
                        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
                OWN.forEach(builder.environment()::remove);
                builder.environment().putAll(environment);
                Process process = builder.start();
                try {
                    if (!process.waitFor(HOURS, TimeUnit.HOURS)) {
                        throw new MeasurementException(command.getFirst() + " has not ended in " + HOURS + " hours.");
                    }
                } finally {
                    process.destroy();
                }
                if (process.exitValue() != 0) {
                    throw new MeasurementException("exit code " + process.exitValue() + ": " + lastWords(err));
                }
                return Files.readString(out);
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new MeasurementException(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MeasurementException("interrupted");
        }
    }

    private static String lastWords(Path err) throws IOException {
        List<String> lines = new String(Files.readAllBytes(err), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        return lines.isEmpty() ? "it said nothing" : lines.getLast();
    }
}
