package dev.millrace.engine;

import dev.millrace.engine.vector.VectorKernelSet;

/// Which kernel set this JVM uses where none is asked for.
final class Defaults {
    private Defaults() {}

    /// Whether the module is there that the JDK keeps the Vector API in.
    static boolean hasVectors() {
        return VectorModule.isLoaded();
    }

    static KernelSet set() {
        return Choice.SET;
    }

    /// Loaded where the module is there.
    static final class Vector {
        static final KernelSet SET = VectorKernelSet.onAllCores();

        private Vector() {}
    }

    private static final class Choice {
        static final KernelSet SET = choose();

        private static KernelSet choose() {
            if (hasVectors()) {
                return Vector.SET;
            }
            System.getLogger("dev.millrace.engine")
                    .log(
                            System.Logger.Level.WARNING,
                            "Training with the slow kernel set 'nd4j'. Start the JVM with"
                                    + " --add-modules jdk.incubator.vector for 'vector', which is many times faster.");
            return KernelSet.nd4j();
        }

        private Choice() {}
    }
}
