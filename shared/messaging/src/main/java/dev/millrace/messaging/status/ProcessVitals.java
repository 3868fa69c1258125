package dev.millrace.messaging.status;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What this process takes of its machine. For one thread.
final class ProcessVitals {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";

    private final Instant startedAt = process().startInstant().orElseGet(Instant::now);
    private final Path status;
    private Duration cpuBefore = cpu();
    private long nanosBefore = System.nanoTime();

    ProcessVitals() {
        this(STATUS);
    }

    ProcessVitals(Path status) {
        this.status = status;
    }

    /// When the process began.
    Instant startedAt() {
        return startedAt;
    }

    /// Bytes of the heap that are in use, or not yet known to be free.
    static long heapBytes() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /// Largest heap that the JVM may have.
    static long heapLimitBytes() {
        return Runtime.getRuntime().maxMemory();
    }

    /// Memory of the whole process; 0 where the system does not say.
    long residentBytes() {
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith(RESIDENT))
                    .map(line ->
                            List.of(line.substring(RESIDENT.length()).strip().split("\\s+")))
                    .mapToLong(words -> Long.parseLong(words.getFirst()) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | RuntimeException e) {
            return 0; // There is no such file elsewhere, and none that a service depends on.
        }
    }

    /// Processors that the process has kept busy since this was asked before.
    double cpuShare() {
        Duration cpu = cpu();
        long nanos = System.nanoTime();
        double share = (double) cpu.minus(cpuBefore).toNanos() / Math.max(1, nanos - nanosBefore);
        cpuBefore = cpu;
        nanosBefore = nanos;
        return Math.clamp(share, 0, Runtime.getRuntime().availableProcessors());
    }

    private static Duration cpu() {
        return process().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static ProcessHandle.Info process() {
        return ProcessHandle.current().info();
    }
}
