package dev.millrace.engine.kernel;

import java.util.Optional;

/// What differs between machines: the arithmetic, and the memory it works on.
public interface KernelSet {
    /// How a configuration calls it: `nd4j`, `vector`.
    String name();

    /// What a checkpoint says computed it, and a configuration may ask for: another set of this exact name gives the
    /// same bits, as far as kernels decide that. The name, with what they depend on besides: `cuda:cublaslt-12.6.4`.
    default String exactName() {
        return name();
    }

    /// A new scope for buffers and operations, empty.
    ///
    /// @throws DeviceLostException if the device that this set computed on does not work any more
    Kernels open();

    /// Bytes that the buffers of this process can take together, with what else lies where they do.
    ///
    /// @throws DeviceLostException as when it is opened
    long memory();

    /// How the device is that this set computes on; empty where that is the processor, or nobody can say. Never throws,
    /// takes no memory of the device, and disturbs nothing that is computed.
    default Optional<DeviceUse> device() {
        return Optional.empty();
    }
}
