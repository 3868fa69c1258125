package dev.millrace.testkit.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A stand-in for CUDA on machines without a card: `libcuda.so.1`, `libnvrtc.so.13` and `libcublasLt.so.13`, compiled
/// here by g++.
///
/// Kernels are compiled by g++ too. What is queued in streams is done when somebody waits for it and not before,
/// streams and threads in orders that [#order] decides; fresh memory and the shared memory of blocks are full of NaN;
/// every address is checked. There is one stand-in in a JVM, and the static methods are about that one.
@SuppressWarnings("restricted") // a library is loaded and called
public final class StandInCuda {
    /// How what has no order is ordered: threads of a block, blocks of a grid, streams.
    public enum Order {
        FORWARD(0),
        BACKWARD(1),
        /// As the seed has it.
        RANDOM(2);

        private final int code;

        Order(int code) {
            this.code = code;
        }
    }

    /// What the stand-in may be told to do wrong, to see whether a test notices.
    public enum Sabotage {
        NONE(0),
        /// `cuStreamWaitEvent` does nothing.
        NO_STREAM_WAIT(1),
        /// `cuEventSynchronize` returns at once.
        NO_EVENT_SYNCHRONIZE(2),
        /// `__syncthreads()` does nothing.
        NO_BARRIER(3);

        private final int code;

        Sabotage(int code) {
            this.code = code;
        }
    }

    private static final String CUBLASLT = "cublaslt";

    private static final List<String> SOURCES = List.of(
            "abi.h",
            "chance.h",
            "cublaslt.cpp",
            "device.h",
            "driver.cpp",
            "fibers.h",
            "grid.h",
            "memory.h",
            "nvrtc.cpp",
            "poison.h",
            "queue.h",
            "run.h",
            "state.h",
            "streams.h");
    private static final List<String> COMPILE = List.of(
            "g++",
            "-std=c++17",
            "-O2",
            "-fPIC",
            "-shared",
            "-fvisibility=hidden",
            "-fno-gnu-unique",
            "-U_FORTIFY_SOURCE");

    private static final class Holder {
        static final @Nullable Path LIBRARIES = build();
        static final @Nullable SymbolLookup DRIVER = LIBRARIES == null
                ? null
                : SymbolLookup.libraryLookup(LIBRARIES.resolve("libcuda.so.1"), Arena.global());
    }

    private StandInCuda() {}

    /// The folder with `libcuda.so.1` and `libnvrtc.so.13`; empty, with the reason printed once, if g++ is not there.
    public static Optional<Path> libraries() {
        return Optional.ofNullable(Holder.LIBRARIES);
    }

    /// The folder with `libcublasLt.so.13` alone, as that is not on every machine; likewise.
    public static Optional<Path> cublasLt() {
        return libraries().map(folder -> folder.resolve(CUBLASLT));
    }

    /// As the stand-in was when it was loaded, but for what is compiled: no context, no memory, no errors, random
    /// order, 1 GiB.
    public static void reset() {
        call("standin_reset");
    }

    /// The order of threads, blocks and streams from now on.
    public static void order(Order order, long seed) {
        call("standin_order", order.code, seed);
    }

    /// Lets the driver do something wrong from now on, until [#reset].
    public static void sabotage(Sabotage what) {
        call("standin_sabotage", what.code);
    }

    /// Lets the `call`-th call of the driver from now on, counted from 1, do nothing and return an error. 700, 716 and
    /// 719 stay, as CUDA's do: every later call returns them, until [#reset].
    public static void inject(int call, int error) {
        call("standin_inject", call, error);
    }

    /// How often the driver was called since it was loaded or [#reset].
    public static long calls() {
        try {
            return (long) Linker.nativeLinker()
                    .downcallHandle(driver().findOrThrow("standin_calls"), FunctionDescriptor.of(ValueLayout.JAVA_LONG))
                    .invokeExact();
        } catch (Throwable e) {
            throw new IllegalStateException("standin_calls failed", e);
        }
    }

    /// How many bytes the device has.
    public static void memory(long bytes) {
        call("standin_memory", bytes);
    }

    private static void call(String name, Object... arguments) {
        var layouts = new ArrayList<MemoryLayout>();
        for (Object argument : arguments) {
            layouts.add(argument instanceof Long ? ValueLayout.JAVA_LONG : ValueLayout.JAVA_INT);
        }
        try {
            Linker.nativeLinker()
                    .downcallHandle(
                            driver().findOrThrow(name), FunctionDescriptor.ofVoid(layouts.toArray(MemoryLayout[]::new)))
                    .invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException(name + " failed", e);
        }
    }

    private static SymbolLookup driver() {
        var driver = Holder.DRIVER;
        if (driver == null) {
            throw new IllegalStateException("there is no stand-in for CUDA without g++: ask libraries() first");
        }
        return driver;
    }

    // The folder is kept for later JVMs; its name has the hash of all that it is made of.
    private static @Nullable Path build() {
        try {
            String version = run(List.of("g++", "-dumpfullversion", "-dumpmachine"));
            var sources = new ArrayList<byte[]>();
            var hash = MessageDigest.getInstance("SHA-256");
            hash.update((version + COMPILE).getBytes(StandardCharsets.UTF_8));
            for (String name : SOURCES) {
                byte[] source = source(name);
                hash.update(source);
                sources.add(source);
            }
            String name = "millrace-standin-cuda-"
                    + System.getProperty("user.name", "")
                    + "-"
                    + HexFormat.of().formatHex(hash.digest(), 0, 8);
            var folder = Path.of(System.getProperty("java.io.tmpdir"), name);
            return complete(folder) ? folder : compile(sources, folder);
        } catch (IOException e) {
            System.out.println("No stand-in for CUDA: " + e.getMessage());
            return null;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    // Whoever cleans temporary folders may have taken some of it.
    private static boolean complete(Path folder) {
        return List.of("libcuda.so.1", "libnvrtc.so.13", CUBLASLT + "/libcublasLt.so.13", "device.h", "abi.h").stream()
                .allMatch(name -> Files.isRegularFile(folder.resolve(name)));
    }

    // Of two JVMs that compile at the same time one finds the other's folder there, and takes it.
    private static Path compile(List<byte[]> sources, Path folder) throws IOException {
        var draft = Files.createTempDirectory(folder.getFileName() + "-");
        for (int i = 0; i < SOURCES.size(); i++) {
            Files.write(draft.resolve(SOURCES.get(i)), sources.get(i));
        }
        var cublasLt = Files.createDirectory(draft.resolve(CUBLASLT));
        for (var library : List.of(
                List.of("-o", draft + "/libcuda.so.1", draft + "/driver.cpp"),
                List.of("-o", draft + "/libnvrtc.so.13", draft + "/nvrtc.cpp"),
                List.of("-o", cublasLt + "/libcublasLt.so.13", draft + "/cublaslt.cpp"))) {
            var words = new ArrayList<>(COMPILE);
            words.addAll(library);
            words.addAll(List.of("-ldl", "-lpthread"));
            run(words);
        }
        try {
            return Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!complete(folder)) {
                return draft;
            }
            delete(draft);
            return folder;
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static String run(List<String> words) throws IOException {
        var process = new ProcessBuilder(words).redirectErrorStream(true).start();
        try (InputStream said = process.getInputStream()) {
            process.getOutputStream().close();
            String output = new String(said.readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IllegalStateException(words + " failed:\n" + output);
            }
            return output;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while g++ ran", e);
        }
    }

    private static byte[] source(String name) {
        try (var in = StandInCuda.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the testkit has no " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
