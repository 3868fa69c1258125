package dev.millrace.engine.cuda.driver;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// CUDA's runtime compiler. Of NVIDIA's "NVRTC", versions 12 and 13; needs no device.
///
/// @see <a href="https://docs.nvidia.com/cuda/nvrtc/">NVRTC</a>
public final class Compiler {
    private static final int COMPILATION = 6;

    private final NativeFunctions functions;

    /// Loads the compiler.
    ///
    /// @throws IllegalStateException if it is not there
    public Compiler(Libraries libraries) {
        this(libraries, Integer.MAX_VALUE);
    }

    /// Loads the compiler whose code a driver takes.
    ///
    /// @param driver the newest version of CUDA that the driver knows: 13
    /// @throws IllegalStateException if there is none
    public Compiler(Libraries libraries, int driver) {
        this.functions = new NativeFunctions(libraries.compiler(driver));
    }

    /// Its version: `13.0`.
    public String version() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(ValueLayout.JAVA_INT, 2);
            call("nvrtcVersion", result.address(), result.address() + Integer.BYTES);
            return result.getAtIndex(ValueLayout.JAVA_INT, 0) + "." + result.getAtIndex(ValueLayout.JAVA_INT, 1);
        }
    }

    /// Machine code of a source.
    ///
    /// @param source CUDA C++
    /// @param options as of the command line: `-arch=sm_90`
    /// @throws IllegalStateException with the compiler's messages, if it does not compile
    public byte[] compile(String source, List<String> options) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment program = arena.allocate(ValueLayout.JAVA_LONG);
            call(
                    "nvrtcCreateProgram",
                    program.address(),
                    arena.allocateFrom(source).address(),
                    arena.allocateFrom("millrace.cu").address(),
                    0,
                    0L,
                    0L);
            long handle = program.get(ValueLayout.JAVA_LONG, 0);
            try {
                MemorySegment pointers = arena.allocate(ValueLayout.JAVA_LONG, options.size());
                for (int i = 0; i < options.size(); i++) {
                    pointers.setAtIndex(
                            ValueLayout.JAVA_LONG,
                            i,
                            arena.allocateFrom(options.get(i)).address());
                }
                int code = functions.call("nvrtcCompileProgram", handle, options.size(), pointers.address());
                if (code == COMPILATION) {
                    throw new IllegalStateException("The kernels do not compile:\n"
                            + new String(bytes(arena, handle, "nvrtcGetProgramLog"), StandardCharsets.UTF_8));
                }
                check("nvrtcCompileProgram", code);
                return bytes(arena, handle, "nvrtcGetCUBIN");
            } finally {
                call("nvrtcDestroyProgram", program.address());
            }
        }
    }

    private byte[] bytes(Arena arena, long program, String function) {
        MemorySegment size = arena.allocate(ValueLayout.JAVA_LONG);
        call(function + "Size", program, size.address());
        MemorySegment result = arena.allocate(size.get(ValueLayout.JAVA_LONG, 0));
        call(function, program, result.address());
        return result.toArray(ValueLayout.JAVA_BYTE);
    }

    private void call(String name, Object... arguments) {
        check(name, functions.call(name, arguments));
    }

    private static void check(String call, int code) {
        if (code != 0) {
            throw new CudaException(call, code, "of the runtime compiler");
        }
    }
}
