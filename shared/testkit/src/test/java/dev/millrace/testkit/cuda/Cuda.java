package dev.millrace.testkit.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/// As little of CUDA's driver, of NVRTC and of cuBLASLt as the stand-in's test calls. Addresses and handles are `long`.
@SuppressWarnings("restricted") // libraries are loaded and called
final class Cuda implements AutoCloseable {
    private final Arena arena = Arena.ofConfined();
    private final SymbolLookup driver;
    private final SymbolLookup nvrtc;
    private final SymbolLookup cublasLt;
    private long module;

    Cuda(Path libraries) {
        driver = SymbolLookup.libraryLookup(libraries.resolve("libcuda.so.1"), Arena.global());
        nvrtc = SymbolLookup.libraryLookup(libraries.resolve("libnvrtc.so.13"), Arena.global());
        cublasLt = SymbolLookup.libraryLookup(
                StandInCuda.cublasLt().orElseThrow().resolve("libcublasLt.so.13"), Arena.global());
    }

    /// A context, with the kernels of the test.
    void open() throws IOException {
        check("cuInit", 0);
        check("cuCtxSetCurrent", handle("cuDevicePrimaryCtxRetain", 0));
        try (var in = Cuda.class.getResourceAsStream("kernels.cu")) {
            if (in == null) {
                throw new IOException("kernels.cu is missing");
            }
            var code = compile(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            module = handle("cuModuleLoadDataEx", code.address(), 0, 0L, 0L);
        }
    }

    MemorySegment compile(String source) {
        long program = compiled(source);
        var size = out();
        check("nvrtcGetCUBINSize", program, size.address());
        var code = arena.allocate(size.get(JAVA_LONG, 0));
        check("nvrtcGetCUBIN", program, code.address());
        return code;
    }

    /// What the compiler says of a source, and its result.
    String log(String source, int expected) {
        var program = out();
        check("nvrtcCreateProgram", program.address(), text(source), text("test.cu"), 0, 0L, 0L);
        int result = call("nvrtcCompileProgram", program.get(JAVA_LONG, 0), 1, options());
        if (result != expected) {
            throw new AssertionError("nvrtcCompileProgram: " + result);
        }
        var size = out();
        check("nvrtcGetProgramLogSize", program.get(JAVA_LONG, 0), size.address());
        var log = arena.allocate(size.get(JAVA_LONG, 0));
        check("nvrtcGetProgramLog", program.get(JAVA_LONG, 0), log.address());
        check("nvrtcDestroyProgram", program.address());
        return log.getString(0);
    }

    private long compiled(String source) {
        var program = out();
        check("nvrtcCreateProgram", program.address(), text(source), text("test.cu"), 0, 0L, 0L);
        check("nvrtcCompileProgram", program.get(JAVA_LONG, 0), 1, options());
        return program.get(JAVA_LONG, 0);
    }

    private long options() {
        return arena.allocateFrom(JAVA_LONG, text("-arch=sm_90")).address();
    }

    private long text(String text) {
        return arena.allocateFrom(text).address();
    }

    private MemorySegment out() {
        return arena.allocate(JAVA_LONG);
    }

    /// What a function writes to where its first argument points.
    long handle(String name, Object... arguments) {
        var out = out();
        Object[] all = new Object[arguments.length + 1];
        all[0] = out.address();
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        check(name, all);
        return out.get(JAVA_LONG, 0);
    }

    /// The same of a function's last argument.
    long handleAfter(String name, long argument) {
        var out = out();
        check(name, argument, out.address());
        return out.get(JAVA_LONG, 0);
    }

    long allocate(long bytes) {
        return handle("cuMemAlloc_v2", bytes);
    }

    /// Host memory that copies may use.
    MemorySegment pinned(long bytes) {
        return MemorySegment.ofAddress(handle("cuMemHostAlloc", bytes, 0)).reinterpret(bytes);
    }

    long stream() {
        return handle("cuStreamCreate", 1);
    }

    int launch(long stream, String kernel, int blocks, int threads, Object... parameters) {
        return launch(stream, kernel, new int[] {blocks, 1, threads, 1}, parameters);
    }

    /// The grid is `{blocks.x, blocks.y, threads.x, threads.y}`.
    int launch(long stream, String kernel, int[] grid, Object... parameters) {
        long function = handle("cuModuleGetFunction", module, text(kernel));
        var addresses = arena.allocate(8L * parameters.length, 8);
        for (int i = 0; i < parameters.length; i++) {
            var at = out();
            switch (parameters[i]) {
                case Integer value -> at.set(JAVA_INT, 0, value);
                case Long value -> at.set(JAVA_LONG, 0, value);
                case Float value -> at.set(JAVA_FLOAT, 0, value);
                case Double value -> at.set(JAVA_DOUBLE, 0, value);
                default -> throw new IllegalArgumentException(String.valueOf(parameters[i]));
            }
            addresses.setAtIndex(JAVA_LONG, i, at.address());
        }
        return call(
                "cuLaunchKernel",
                function,
                grid[0],
                grid[1],
                1,
                grid[2],
                grid[3],
                1,
                0,
                stream,
                addresses.address(),
                0L);
    }

    void check(String name, Object... arguments) {
        int result = call(name, arguments);
        if (result != 0) {
            throw new AssertionError(name + Arrays.toString(arguments) + ": " + result);
        }
    }

    void checked(int result) {
        if (result != 0) {
            throw new AssertionError(result);
        }
    }

    /// Calls a function with `Integer` and `Long` arguments.
    int call(String name, Object... arguments) {
        var layouts = new MemoryLayout[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            layouts[i] = arguments[i] instanceof Long ? JAVA_LONG : JAVA_INT;
        }
        var library = name.startsWith("nvrtc") ? nvrtc : name.startsWith("cublas") ? cublasLt : driver;
        try {
            return (int) Linker.nativeLinker()
                    .downcallHandle(library.findOrThrow(name), FunctionDescriptor.of(JAVA_INT, layouts))
                    .invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException(name, e);
        }
    }

    String text(String function, int error) {
        var out = arena.allocate(ADDRESS);
        check(function, error, out.address());
        return out.get(ADDRESS, 0).reinterpret(200).getString(0);
    }

    @Override
    public void close() {
        StandInCuda.reset();
        arena.close();
    }
}
