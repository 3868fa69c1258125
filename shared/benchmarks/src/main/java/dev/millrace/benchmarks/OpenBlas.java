package dev.millrace.benchmarks;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// OpenBLAS, newer than the one that ND4J brings, by the foreign-function API: the matrix product that own kernels are
/// held against, on all processors. Its jar has it for Linux in a form that is found here.
///
/// @param sgemm `cblas_sgemm`, which reads and writes arrays of the heap where they are
record OpenBlas(MethodHandle sgemm) {
    private static final int ROW_MAJOR = 101;
    private static final int AS_IT_IS = 111;

    /// What the library needs, each before those that need it.
    private static final List<String> LIBRARIES =
            List.of("libgcc_s.so.1", "libquadmath.so.0", "libgfortran.so.5", "libopenblas.so.0");

    /// The library that the build has unpacked.
    ///
    /// @throws MeasurementException if it is not there
    @SuppressWarnings("restricted") // native code is what is measured
    static OpenBlas open() {
        Path folder = Machine.root().resolve(Path.of("shared", "benchmarks", "target", "openblas"));
        SymbolLookup symbols = SymbolLookup.loaderLookup();
        for (String library : LIBRARIES) {
            symbols = SymbolLookup.libraryLookup(find(folder, library), Arena.global());
        }
        Linker linker = Linker.nativeLinker();
        try {
            linker.downcallHandle(
                            symbols.findOrThrow("openblas_set_num_threads"),
                            FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT))
                    .invokeExact(Runtime.getRuntime().availableProcessors());
        } catch (Throwable e) {
            throw new MeasurementException("OpenBLAS does not take its number of threads", e);
        }
        return new OpenBlas(linker.downcallHandle(
                symbols.findOrThrow("cblas_sgemm"),
                FunctionDescriptor.ofVoid(
                        ValueLayout.JAVA_INT, // order
                        ValueLayout.JAVA_INT, // of A: transposed or not
                        ValueLayout.JAVA_INT, // of B
                        ValueLayout.JAVA_INT, // m
                        ValueLayout.JAVA_INT, // n
                        ValueLayout.JAVA_INT, // k
                        ValueLayout.JAVA_FLOAT, // alpha
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_FLOAT, // beta
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_INT),
                Linker.Option.critical(true)));
    }

    private static Path find(Path folder, String library) {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.endsWith(library))
                    .findFirst()
                    .orElseThrow(() -> new MeasurementException("there is no " + library + " in " + folder));
        } catch (IOException e) {
            throw new MeasurementException("OpenBLAS is not unpacked in " + folder, e);
        }
    }

    /// Sets `c` to the product `(rows, inner) · (inner, columns)`.
    void product(int rows, int inner, int columns, float[] a, float[] b, float[] c) {
        try {
            sgemm.invokeExact(
                    ROW_MAJOR,
                    AS_IT_IS,
                    AS_IT_IS,
                    rows,
                    columns,
                    inner,
                    1f,
                    MemorySegment.ofArray(a),
                    inner,
                    MemorySegment.ofArray(b),
                    columns,
                    0f,
                    MemorySegment.ofArray(c),
                    columns);
        } catch (Throwable e) {
            throw new MeasurementException("cblas_sgemm", e);
        }
    }
}
