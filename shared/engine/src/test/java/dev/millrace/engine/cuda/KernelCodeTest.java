package dev.millrace.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.cuda.driver.Compiler;
import dev.millrace.engine.cuda.driver.Libraries;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// All kernels compile for every generation of GPUs that they are meant for, by NVRTC where it is, else by nvcc. No GPU
/// is needed.
@Timeout(300)
class KernelCodeTest {
    /// What a file of machine code begins with: it is in ELF.
    private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"sm_80", "sm_90", "sm_100", "sm_120"})
    void shouldCompile(String architecture) throws IOException, InterruptedException {
        Optional<Compiler> runtime = runtimeCompiler();
        byte[] code;
        if (runtime.isPresent()) {
            code = runtime.get().compile(KernelCode.source(), List.of("-arch=" + architecture, "--std=c++17"));
        } else {
            code = nvcc().isPresent() ? compile(nvcc().get(), architecture) : skipped();
        }
        assertThat(code).startsWith(ELF);
    }

    private static byte[] skipped() {
        return Assumptions.abort(
                "CUDA's compilers are missing: neither libnvrtc in CUDA's usual folders, nor nvcc on the"
                        + " path or in /usr/local/cuda/bin");
    }

    private static Optional<Compiler> runtimeCompiler() {
        try {
            return Optional.of(new Compiler(Libraries.ofThisMachine()));
        } catch (IllegalStateException e) {
            return Optional.empty();
        }
    }

    private static Optional<Path> nvcc() {
        String path =
                Optional.ofNullable(System.getenv("PATH")).orElse("") + File.pathSeparator + "/usr/local/cuda/bin";
        return Stream.of(path.split(File.pathSeparator))
                .filter(place -> !place.isEmpty())
                .map(place -> Path.of(place, "nvcc"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private byte[] compile(Path nvcc, String architecture) throws IOException, InterruptedException {
        Path source = Files.writeString(folder.resolve("millrace.cu"), KernelCode.source());
        Path code = folder.resolve("millrace.cubin");
        Path said = folder.resolve("said");
        Process process = new ProcessBuilder(
                        nvcc.toString(),
                        "-cubin",
                        "-std=c++17",
                        "-arch=" + architecture,
                        "-o",
                        code.toString(),
                        source.toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            int exit = process.waitFor();
            assertThat(exit).as(Files.readString(said)).isZero();
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
        return Files.readAllBytes(code);
    }
}
