package dev.millrace.engine.cuda;

import dev.millrace.engine.cuda.driver.Compiler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The kernels' sources, as one, and their machine code for a device, which is kept on disk.
final class KernelCode {
    /// The system property with the folder where machine code is kept.
    static final String CACHE = "millrace.cuda.cache";

    /// In the order in which they use each other.
    private static final List<String> FILES = List.of(
            "common.cuh",
            "activations.cu",
            "staging.cu",
            "optimizers.cu",
            "products.cu",
            "losses.cu",
            "metrics.cu",
            "transforms.cu",
            "elements.cu",
            "convolutions.cu",
            "images.cu",
            "norms.cu",
            "gathers.cu");

    private KernelCode() {}

    /// All of it.
    static String source() {
        var source = new StringBuilder(CudaDefines.text());
        for (String file : FILES) {
            source.append("#line 1 \"").append(file).append("\"\n").append(read(file));
        }
        return source.toString();
    }

    private static String read(String file) {
        try (InputStream in = KernelCode.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("Resource " + file + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Machine code for a device.
    ///
    /// @param architecture `sm_90`
    /// @param altered what is done to the source first
    static byte[] forDevice(Compiler compiler, String architecture, UnaryOperator<String> altered) {
        String source = altered.apply(source());
        List<String> options = List.of("-arch=" + architecture, "--std=c++17");
        Optional<Path> kept = folder().map(folder -> folder.resolve(name(source, options, compiler.version())));
        return kept.flatMap(KernelCode::load).orElseGet(() -> {
            byte[] code = compiler.compile(source, options);
            kept.ifPresent(file -> keep(file, code));
            return code;
        });
    }

    private static String name(String source, List<String> options, String version) {
        try {
            byte[] all = (source + options + version).getBytes(StandardCharsets.UTF_8);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(all);
            return HexFormat.of().formatHex(digest) + ".cubin";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Where the property says, else in the user's cache.
    private static Optional<Path> folder() {
        return Optional.ofNullable(System.getProperty(CACHE))
                .map(Path::of)
                .or(() -> Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                        .filter(home -> !home.isEmpty())
                        .map(home -> Path.of(home, "millrace", "cuda")))
                .or(() -> Optional.ofNullable(System.getProperty("user.home"))
                        .map(home -> Path.of(home, ".cache", "millrace", "cuda")));
    }

    private static Optional<byte[]> load(Path file) {
        try {
            return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// What cannot be kept is compiled again the next time.
    private static void keep(Path file, byte[] code) {
        try {
            Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
            Path partial = Files.createTempFile(folder, "partial", ".cubin");
            Files.write(partial, code);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            System.getLogger(KernelCode.class.getPackageName())
                    .log(System.Logger.Level.INFO, "Compiled kernels cannot be kept: {0}", e.toString());
        }
    }
}
