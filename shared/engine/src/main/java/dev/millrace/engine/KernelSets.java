package dev.millrace.engine;

import dev.millrace.engine.cuda.CudaKernelSet;
import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.engine.nd4j.Nd4jKernelSet;
import dev.millrace.engine.vector.VectorKernelSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The kernel sets there are.
public final class KernelSets {
    private KernelSets() {}

    /// The reference, made of ND4J operations; works anywhere.
    public static KernelSet nd4j() {
        return Nd4jKernelSet.INSTANCE;
    }

    /// The JDK's Vector API on all cores.
    ///
    /// @throws IllegalStateException where the Vector API is not there: see [VectorModule]
    public static KernelSet vector() {
        if (!VectorModule.isLoaded()) {
            throw new IllegalStateException("The kernel set 'vector' needs the module jdk.incubator.vector."
                    + " Start the JVM with --add-modules jdk.incubator.vector, or use 'nd4j'.");
        }
        return Vector.SET;
    }

    /// The first NVIDIA GPU of this machine.
    ///
    /// @throws IllegalStateException where there is none that can be used, with the cause
    public static KernelSet cuda() {
        // Who asks by name may have said by now where CUDA's libraries are.
        Gpu.Found found = Gpu.FOUND.set() == null ? Gpu.find() : Gpu.FOUND;
        if (found.set() == null) {
            throw new IllegalStateException("The kernel set 'cuda' does not work here: " + found.why());
        }
        return found.set();
    }

    private static KernelSet cuda(String exactName) {
        KernelSet found = Gpu.FOUND.set();
        if (found != null && found.exactName().equals(exactName)) {
            return found;
        }
        try {
            return CudaKernelSet.exactly(exactName);
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    "The kernel set '" + exactName + "' does not work here: " + e.getMessage(), e);
        }
    }

    /// Why no GPU is used by [#forThisMachine], in a sentence; empty where one is.
    public static Optional<String> whyNoGpu() {
        return Gpu.FOUND.set() == null ? Optional.of(Gpu.FOUND.why()) : Optional.empty();
    }

    /// The fastest set that works here: `cuda` where there is a GPU that it can use, `vector` where the Vector API is
    /// there, or else `nd4j`, with a warning in the log that names the flag.
    public static KernelSet forThisMachine() {
        return Choice.SET;
    }

    /// The kernel set of a configuration: `auto` for the fastest that works here, `cuda`, `nd4j`, `vector`, or
    /// `vector:2` for the latter on two threads; or the one of an exact name, as a checkpoint has it: see
    /// [KernelSet#exactName].
    ///
    /// @throws IllegalArgumentException if there is none of this name
    /// @throws IllegalStateException if it does not work here
    public static KernelSet named(String name) {
        return switch (name) {
            case "auto" -> forThisMachine();
            case "nd4j" -> nd4j();
            case "vector" -> vector();
            case "cuda" -> cuda();
            default -> {
                if (CudaKernelSet.isExactName(name)) {
                    yield cuda(name);
                }
                if (!name.matches("vector:[1-9][0-9]?")) {
                    throw new IllegalArgumentException(
                            "A kernel set is auto, cuda, vector, nd4j or vector:THREADS. Received: " + name);
                }
                // First: it has the Vector API loaded, or says how to have it.
                vector();
                yield VectorKernelSet.with(Integer.parseInt(name.substring("vector:".length())));
            }
        };
    }

    /// Loaded where the module is there.
    private static final class Vector {
        static final KernelSet SET = VectorKernelSet.onAllCores();

        private Vector() {}
    }

    /// Looked for once, by those who take what there is.
    private static final class Gpu {
        static final Found FOUND = find();

        private Gpu() {}

        /// @param why there is none
        record Found(@Nullable KernelSet set, String why) {}

        private static Found find() {
            try {
                return new Found(CudaKernelSet.ofThisMachine(), "");
            } catch (IllegalStateException e) {
                return new Found(null, String.valueOf(e.getMessage()));
            }
        }
    }

    private static final class Choice {
        static final KernelSet SET = choose();

        private static KernelSet choose() {
            if (Gpu.FOUND.set() != null) {
                return Gpu.FOUND.set();
            }
            if (VectorModule.isLoaded()) {
                return Vector.SET;
            }
            System.getLogger("dev.millrace.engine")
                    .log(
                            System.Logger.Level.WARNING,
                            "Training with the slow kernel set 'nd4j'. Start the JVM with"
                                    + " --add-modules jdk.incubator.vector for 'vector', which is many times faster.");
            return nd4j();
        }

        private Choice() {}
    }
}
