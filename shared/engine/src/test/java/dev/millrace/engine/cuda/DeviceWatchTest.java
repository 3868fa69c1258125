package dev.millrace.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.kernel.KernelSet;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// How a GPU is, where there is no management library beside the driver.
final class DeviceWatchTest {
    @Test
    void shouldSayHowMuchMemoryIsUsedOnceTheDeviceIsHeld() {
        Optional<KernelSet> set = StandInGpu.kernelSet();
        Assumptions.assumeTrue(set.isPresent(), "no C++ compiler");
        KernelSet gpu = set.orElseThrow();
        assertThat(gpu.device()).as("a context of its own would take memory").isEmpty();
        try (var kernels = gpu.open()) {
            long before = gpu.device().orElseThrow().usedBytes();
            var buffer = kernels.allocate(1 << 20);
            assertThat(gpu.device()).hasValueSatisfying(use -> {
                assertThat(use.name()).isEqualTo("Stand-in");
                assertThat(use.usedBytes()).isBetween(before + 4L * buffer.size(), use.bytes());
                assertThat(use.utilisation()).isEmpty();
            });
        }
    }
}
