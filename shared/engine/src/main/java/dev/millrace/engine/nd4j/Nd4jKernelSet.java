package dev.millrace.engine.nd4j;

import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.engine.kernel.Kernels;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/// The `nd4j` kernel set.
public record Nd4jKernelSet(String name) implements KernelSet {
    public static final KernelSet INSTANCE = new Nd4jKernelSet("nd4j");

    @Override
    public Kernels open() {
        // Native operations exist once ND4J has chosen its backend.
        Nd4j.getBackend();
        // ND4J's elementwise operations wait for each other's threads in a busy loop, which on a busy machine costs
        // milliseconds per operation; matrix products keep the threads of OpenBLAS.
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
        return new Nd4jKernels();
    }

    /// What JavaCPP lets native arrays take (`org.bytedeco.javacpp.maxbytes`, else as much as the heap).
    @Override
    public long memory() {
        return Pointer.maxBytes() > 0 ? Pointer.maxBytes() : Long.MAX_VALUE;
    }

    @Override
    public String toString() {
        return name;
    }
}
