package dev.millrace.engine.cuda.driver;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/// NVIDIA's library for products of matrices, which not every machine has. Of "cuBLASLt", versions 12 and 13; see
/// [MatrixProducts] for what it computes.
///
/// A version gives the same bits at every run on GPUs of the same architecture with the same number of multiprocessors,
/// where the caller brings the workspace; sums over slices are added in a fixed order. Another version may give others.
///
/// @see <a href="https://docs.nvidia.com/cuda/cublas/#results-reproducibility">Results Reproducibility</a>
public final class CublasLt {
    /// The first number of a version of CUDA, as the driver has it: 13000.
    private static final int MAJOR = 1000;

    private static final int NOT_SUPPORTED = 15;

    private final Driver driver;
    private final NativeFunctions functions;

    /// Loads the library.
    ///
    /// @throws IllegalStateException if there is none that works with the driver
    public CublasLt(Libraries libraries, Driver driver) {
        this.driver = driver;
        this.functions = new NativeFunctions(libraries.cublasLt(driver.version() / MAJOR));
    }

    /// Its version: `12.6.4`.
    public String version() {
        long number = functions.value("cublasLtGetVersion");
        return number / 10_000 + "." + number / 100 % 100 + "." + number % 100;
    }

    /// What a function makes, whose address it writes to where its first argument points.
    long created(String function, Object... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(ValueLayout.JAVA_LONG);
            Object[] all = new Object[arguments.length + 1];
            all[0] = result.address();
            System.arraycopy(arguments, 0, all, 1, arguments.length);
            call(function, all);
            return result.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    /// Sets an attribute of four or eight bytes.
    void set(String function, long of, int attribute, Number value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = value instanceof Long eight
                    ? arena.allocateFrom(ValueLayout.JAVA_LONG, eight)
                    : arena.allocateFrom(ValueLayout.JAVA_INT, value.intValue());
            call(function, of, attribute, buffer.address(), buffer.byteSize());
        }
    }

    /// @throws CudaException if the call fails: the device is then taken to be lost, as when one of the driver's does
    void call(String function, Object... arguments) {
        check(function, functions.call(function, arguments));
    }

    /// Whether a call did what it was asked for, and not that this is not supported.
    ///
    /// @throws CudaException if it fails otherwise
    boolean supports(String function, Object... arguments) {
        int code = functions.call(function, arguments);
        if (code != NOT_SUPPORTED) {
            check(function, code);
        }
        return code != NOT_SUPPORTED;
    }

    private void check(String call, int code) {
        if (code != 0) {
            driver.fail();
            throw new CudaException(
                    call, code, text("cublasLtGetStatusName", code) + ": " + text("cublasLtGetStatusString", code));
        }
    }

    private String text(String function, int code) {
        return MemorySegment.ofAddress(functions.value(function, code))
                .reinterpret(Long.MAX_VALUE)
                .getString(0, StandardCharsets.UTF_8);
    }
}
