package dev.millrace.messaging.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ProcessVitalsTest {
    @Test
    void shouldReadWhatTheSystemSaysOfMemory(@TempDir Path folder) throws IOException {
        Path status = Files.writeString(folder.resolve("status"), "Name:\tjava\nVmRSS:\t  123456 kB\nThreads:\t9\n");
        assertThat(new ProcessVitals(status).residentBytes()).isEqualTo(123456L * 1024);
    }

    @Test
    void shouldSayNothingOfMemoryWhereTheSystemDoesNot(@TempDir Path folder) throws IOException {
        assertThat(new ProcessVitals(folder.resolve("none")).residentBytes()).isZero();
        Path other = Files.writeString(folder.resolve("status"), "VmRSS: many kB\n");
        assertThat(new ProcessVitals(other).residentBytes()).isZero();
        Path without = Files.writeString(folder.resolve("without"), "Name:\tjava\n");
        assertThat(new ProcessVitals(without).residentBytes()).isZero();
    }

    @Test
    void shouldCountTheProcessorsThatAreBusy() {
        var vitals = new ProcessVitals();
        long until = System.nanoTime() + 300_000_000L;
        double sum = 0;
        while (System.nanoTime() < until) {
            sum += Math.sqrt(sum + 1);
        }
        assertThat(sum).isPositive();
        assertThat(vitals.cpuShare())
                .isGreaterThan(0)
                .isLessThanOrEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(vitals.startedAt()).isBefore(Instant.now());
        assertThat(ProcessVitals.heapBytes()).isBetween(1L, ProcessVitals.heapLimitBytes());
    }
}
