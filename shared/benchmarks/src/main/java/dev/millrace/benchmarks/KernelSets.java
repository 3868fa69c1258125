package dev.millrace.benchmarks;

import dev.millrace.engine.KernelSet;
import dev.millrace.engine.vector.VectorKernelSet;

/// Kernel sets as a benchmark's parameter names them.
final class KernelSets {
    private static final String VECTOR = "vector";

    private KernelSets() {}

    /// `nd4j`, `vector`, or `vector:2` for the latter on two threads.
    ///
    /// @throws IllegalArgumentException if there is none of this name
    static KernelSet named(String name) {
        if (name.equals("nd4j")) {
            return KernelSet.nd4j();
        }
        if (name.equals(VECTOR)) {
            return KernelSet.vector();
        }
        if (name.matches(VECTOR + ":[1-9][0-9]?")) {
            // First: it has the Vector API loaded, or says how to have it.
            KernelSet.vector();
            return VectorKernelSet.with(Integer.parseInt(name.substring(VECTOR.length() + 1)));
        }
        throw new IllegalArgumentException("Kernels are nd4j, vector or vector:THREADS. Received: " + name);
    }
}
