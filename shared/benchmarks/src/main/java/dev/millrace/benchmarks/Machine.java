package dev.millrace.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Where was measured.
///
/// @param memoryBytes of the machine, 0 where it does not tell
record Machine(String processor, int processors, long memoryBytes, String system, String jvm) {
    static Machine here() {
        return new Machine(
                line("/proc/cpuinfo", "model name").orElse("unknown"),
                Runtime.getRuntime().availableProcessors(),
                line("/proc/meminfo", "MemTotal").map(Machine::bytes).orElse(0L),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                System.getProperty("java.vm.name") + " " + Runtime.version());
    }

    /// The most memory that this process has had, in bytes; absent where the system does not tell.
    static Optional<Long> peakResidentBytes() {
        return line("/proc/self/status", "VmHWM").map(Machine::bytes);
    }

    /// The project's folder, as `run` has found it.
    static Path root() {
        return Path.of(System.getenv().getOrDefault("MILLRACE_ROOT", ".")).toAbsolutePath();
    }

    /// `123 kB`.
    static long bytes(String text) {
        return Long.parseLong(text.split(" ", 2)[0]) * 1024;
    }

    private static Optional<String> line(String file, String name) {
        try (var lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
