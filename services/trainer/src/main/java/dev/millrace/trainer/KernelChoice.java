package dev.millrace.trainer;

import dev.millrace.engine.KernelSets;
import dev.millrace.engine.kernel.KernelSet;

/// Which kernel set a trainer computes with. A run goes on with the set that computed its checkpoint, as another one
/// gives other bits, unless the trainer is told to use one and no other.
///
/// @param configured `auto` for the fastest that works here, or one by its name: `cuda`, `vector`, `vector:2` (on two
/// threads), `nd4j`; or the exact name that a checkpoint has: `cuda:cublaslt-12.6.4`
public record KernelChoice(String configured) {
    private static final String AUTO = "auto";

    /// The fastest that works here.
    public static final KernelChoice FASTEST = new KernelChoice(AUTO);

    /// Refuses a name that no kernel set has.
    ///
    /// @throws IllegalArgumentException if there is none of this name
    /// @throws IllegalStateException if it does not work here
    public KernelChoice {
        KernelSets.named(configured);
    }

    /// What a run begins with.
    public KernelSet toBegin() {
        return KernelSets.named(configured);
    }

    /// What a run goes on with.
    ///
    /// @throws TrainingException if that does not work here
    public KernelSet toResume(TrainingState state) {
        if (!configured.equals(AUTO)) {
            return toBegin();
        }
        try {
            return KernelSets.named(state.kernels());
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new TrainingException("The run's checkpoint was computed by the kernel set '" + state.kernels()
                    + "', which does not work here: " + e.getMessage()
                    + " Another set gives other bits; to go on with one"
                    + " nevertheless, set millrace.trainer.kernels to its name.");
        }
    }
}
