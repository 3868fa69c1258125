package dev.millrace.engine;

/// What differs between machines: the arithmetic, and the memory it works on.
public interface KernelSet {
    /// How a configuration calls it: `nd4j`.
    String name();

    /// A new scope for buffers and operations, empty.
    Kernels open();

    /// The reference, made of ND4J operations; works anywhere.
    static KernelSet nd4j() {
        return Nd4jKernelSet.INSTANCE;
    }
}
