package dev.millrace.engine;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/// A process that says which kernel set it uses, and computes a little with the Vector API where it is there.
final class WhichKernels {
    private WhichKernels() {}

    public static void main(String[] args) {
        String name = KernelSets.forThisMachine().name();
        System.out.println(name + " " + (name.equals("vector") ? Arrays.toString(Sum.of(1)) : "[]"));
    }

    /// Linked only where the module is there.
    private static final class Sum {
        private Sum() {}

        static float[] of(float value) {
            return new float[] {
                FloatVector.broadcast(FloatVector.SPECIES_64, value).add(value).lane(0)
            };
        }
    }
}
