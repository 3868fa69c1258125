package dev.millrace.engine.cuda.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// NVIDIA's management library, which a few lines of C stand in for.
final class ManagementTest {
    private static final String ADDRESS = "0000:3b:00.0";

    private static final String SOURCE = """
            #include <string.h>
            int nvmlInit_v2(void) { return 0; }
            int nvmlDeviceGetHandleByPciBusId_v2(const char* address, void** device) {
                *device = (void*) 7;
                return strcmp(address, "0000:3b:00.0") ? 6 : 0;
            }
            int nvmlDeviceGetMemoryInfo(void* device, unsigned long long* memory) {
                memory[0] = 1000;
                memory[1] = 400;
                memory[2] = 600;
                return device == (void*) 7 ? 0 : 2;
            }
            int nvmlDeviceGetUtilizationRates(void* device, unsigned* percent) {
                percent[0] = 75;
                percent[1] = 20;
                return UTILISATION;
            }
            """;

    private final Path folder;

    ManagementTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void shouldSayHowMuchMemoryIsFreeAndHowBusyTheDeviceIs() throws IOException, InterruptedException {
        var management = new Management(compiled("0"), ADDRESS);
        assertThat(management.memory()).containsExactly(400, 1000);
        assertThat(management.utilisation()).hasValue(0.75);
    }

    @Test
    void shouldNotKnowHowBusyAPartOfADeviceIs() throws IOException, InterruptedException {
        var management = new Management(compiled("3"), ADDRESS);
        assertThat(management.utilisation()).isEqualTo(OptionalDouble.empty());
    }

    @Test
    void shouldRefuseADeviceThatItDoesNotKnow() throws IOException, InterruptedException {
        Libraries libraries = compiled("0");
        assertThatThrownBy(() -> new Management(libraries, "0000:00:00.0"))
                .isInstanceOf(CudaException.class)
                .hasMessageContaining("nvmlDeviceGetHandleByPciBusId_v2 failed with error 6");
    }

    @Test
    void shouldSayWhereItLookedForTheLibrary() {
        Libraries libraries = Libraries.in(List.of(folder));
        assertThatThrownBy(() -> new Management(libraries, ADDRESS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("libnvidia-ml.so.1")
                .hasMessageContaining(folder.toString());
    }

    private Libraries compiled(String utilisation) throws IOException, InterruptedException {
        Path source = Files.writeString(folder.resolve("nvml.c"), SOURCE);
        Path library = folder.resolve("libnvidia-ml.so.1");
        try {
            Process compiler = new ProcessBuilder(
                            "cc",
                            "-shared",
                            "-fPIC",
                            "-DUTILISATION=" + utilisation,
                            "-o",
                            library.toString(),
                            source.toString())
                    .inheritIO()
                    .start();
            assertThat(compiler.waitFor()).isZero();
        } catch (IOException e) {
            Assumptions.abort("there is no C compiler: " + e.getMessage());
        }
        return Libraries.in(List.of(folder));
    }
}
