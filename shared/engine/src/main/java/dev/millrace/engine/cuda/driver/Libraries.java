package dev.millrace.engine.cuda.driver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Where CUDA's libraries are: in the folders that the system property `millrace.cuda.libraries` lists, separated like
/// a class path; on the library path; in CUDA's usual folders, among them those of pip's packages under `CUDA_PATH` or
/// `/usr/local`.
public final class Libraries {
    /// The system property with folders that are searched before all others, and without them.
    public static final String PROPERTY = "millrace.cuda.libraries";

    private static final Pattern DRIVER = Pattern.compile("libcuda\\.so(\\.1)?");
    private static final Pattern MANAGEMENT = Pattern.compile("libnvidia-ml\\.so(\\.1)?");

    /// Versions of CUDA whose libraries are used, the newest first.
    private static final List<Integer> VERSIONS = List.of(13, 12);

    private final List<Path> folders;

    private Libraries(List<Path> folders) {
        this.folders = folders;
    }

    /// Those of this machine.
    public static Libraries ofThisMachine() {
        String given = System.getProperty(PROPERTY, "");
        if (!given.isEmpty()) {
            return in(split(given).toList());
        }
        List<Path> folders = new ArrayList<>();
        split(Optional.ofNullable(System.getenv("LD_LIBRARY_PATH")).orElse("")).forEach(folders::add);
        Optional.ofNullable(System.getenv("CUDA_PATH"))
                .map(Path::of)
                .ifPresent(root -> folders.addAll(List.of(root.resolve("lib64"), root.resolve("lib"))));
        Stream.of(
                        "/usr/local/cuda/lib64",
                        "/usr/local/nvidia/lib64",
                        "/usr/lib/x86_64-linux-gnu",
                        "/usr/lib/aarch64-linux-gnu",
                        "/usr/lib64",
                        "/usr/lib",
                        "/usr/lib/wsl/lib")
                .map(Path::of)
                .forEach(folders::add);
        return in(folders);
    }

    /// Those in some folders alone.
    public static Libraries in(List<Path> folders) {
        return new Libraries(List.copyOf(folders));
    }

    private static Stream<Path> split(String path) {
        return Arrays.stream(path.split(Pattern.quote(System.getProperty("path.separator", ":"))))
                .filter(folder -> !folder.isEmpty())
                .map(Path::of);
    }

    /// The driver's library.
    ///
    /// @throws IllegalStateException if there is none
    SymbolLookup driver() {
        return load(find(DRIVER).orElseThrow(() -> missing("NVIDIA's driver (libcuda.so.1)")));
    }

    /// The driver's library for who looks after devices.
    ///
    /// @throws IllegalStateException if there is none
    SymbolLookup management() {
        return load(find(MANAGEMENT).orElseThrow(() -> missing("NVIDIA's management library (libnvidia-ml.so.1)")));
    }

    /// The runtime compiler's library: the newest that is no newer than the driver, which refuses the code of others,
    /// or else any.
    ///
    /// @param driver the newest version of CUDA that the driver knows: 13
    /// @throws IllegalStateException if there is none
    SymbolLookup compiler(int driver) {
        return Stream.concat(
                        VERSIONS.stream().filter(version -> version <= driver),
                        VERSIONS.stream().filter(version -> version > driver))
                .flatMap(version -> compilerOf(version).stream())
                .findFirst()
                .orElseThrow(() -> missing("CUDA's runtime compiler (libnvrtc.so.12 or 13)"));
    }

    /// It opens another library by name, which has to be loaded already to be found.
    private Optional<SymbolLookup> compilerOf(int version) {
        Optional<Path> found = find(Pattern.compile("libnvrtc\\.so\\." + version));
        found.map(Path::getParent)
                .flatMap(folder -> find(folder, Pattern.compile("libnvrtc-builtins\\.so\\." + version + "\\..*")))
                .ifPresent(Libraries::load);
        return found.map(Libraries::load);
    }

    /// The library for products of matrices: the newest that is no newer than the driver, which does not work with
    /// others.
    ///
    /// @param driver the newest version of CUDA that the driver knows: 13
    /// @throws IllegalStateException if there is none
    SymbolLookup cublasLt(int driver) {
        return VERSIONS.stream()
                .filter(version -> version <= driver)
                .flatMap(version -> find(Pattern.compile("libcublasLt\\.so\\." + version)).stream())
                .findFirst()
                .map(Libraries::load)
                .orElseThrow(() -> missing("cuBLASLt (libcublasLt.so.12 or 13)"));
    }

    private static SymbolLookup load(Path library) {
        try {
            return SymbolLookup.libraryLookup(library, Arena.global());
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("Library " + library + " cannot be loaded: " + e.getMessage(), e);
        }
    }

    private IllegalStateException missing(String what) {
        return new IllegalStateException(
                what + " was not found. Searched: " + folders + ". Set -D" + PROPERTY + " to the folder that has it.");
    }

    private Optional<Path> find(Pattern name) {
        return folders.stream()
                .map(folder -> find(folder, name))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /// The newest, by name.
    private static Optional<Path> find(Path folder, Pattern name) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file ->
                            name.matcher(String.valueOf(file.getFileName())).matches())
                    .max(Comparator.naturalOrder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
