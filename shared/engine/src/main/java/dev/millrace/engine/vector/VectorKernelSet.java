package dev.millrace.engine.vector;

import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.engine.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/// The `vector` kernel set: the JDK's Vector API, fused, on all cores. Results do not depend on how many threads
/// there are. Those threads exist while any of its kernels are open.
public final class VectorKernelSet implements KernelSet {
    /// More threads than this have too little work each to be worth meeting for.
    private static final int MAX_THREADS = 16;

    private final int threads;
    private @Nullable Workers workers;
    private int open;

    private VectorKernelSet(int threads) {
        this.threads = threads;
    }

    /// One thread per core.
    public static VectorKernelSet onAllCores() {
        return with(Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors()));
    }

    /// A number of threads of one's choice.
    ///
    /// @param threads how many work, the caller's among them
    public static VectorKernelSet with(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("A kernel set works with at least 1 thread. Received: " + threads);
        }
        return new VectorKernelSet(threads);
    }

    @Override
    public String name() {
        return "vector";
    }

    @Override
    public synchronized Kernels open() {
        if (workers == null) {
            workers = new Workers(threads);
        }
        open++;
        return new VectorKernels(workers, this::release);
    }

    /// The heap: buffers are arrays.
    @Override
    public long memory() {
        return Runtime.getRuntime().maxMemory();
    }

    private synchronized void release() {
        open--;
        if (open == 0 && workers != null) {
            workers.close();
            workers = null;
        }
    }

    @Override
    public String toString() {
        return name() + " on " + threads + (threads == 1 ? " thread" : " threads");
    }
}
