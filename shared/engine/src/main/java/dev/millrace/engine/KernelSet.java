package dev.millrace.engine;

/// What differs between machines: the arithmetic, and the memory it works on.
public interface KernelSet {
    /// How a configuration calls it: `nd4j`, `vector`.
    String name();

    /// A new scope for buffers and operations, empty.
    Kernels open();

    /// Bytes that the buffers of this process can take together, with what else lies where they do.
    long memory();

    /// The reference, made of ND4J operations; works anywhere.
    static KernelSet nd4j() {
        return Nd4jKernelSet.INSTANCE;
    }

    /// The JDK's Vector API on all cores.
    ///
    /// @throws IllegalStateException where the Vector API is not there: see [VectorModule]
    static KernelSet vector() {
        if (!Defaults.hasVectors()) {
            throw new IllegalStateException("The kernel set 'vector' needs the module jdk.incubator.vector."
                    + " Start the JVM with --add-modules jdk.incubator.vector, or use 'nd4j'.");
        }
        return Defaults.Vector.SET;
    }

    /// The fastest set that works here: `vector` where the Vector API is there, or else `nd4j`, with a warning in
    /// the log that names the flag.
    static KernelSet forThisMachine() {
        return Defaults.set();
    }
}
