package dev.millrace.engine.vector;

import java.util.List;

/// Phases, one after another.
final class Plan implements VectorOp {
    private final Workers workers;
    private final boolean weights;
    private final Phase[] phases;

    /// @param weights whether it reads weights
    Plan(Workers workers, boolean weights, List<Phase> phases) {
        this.workers = workers;
        this.weights = weights;
        this.phases = phases.toArray(Phase[]::new);
    }

    boolean readsWeights() {
        return weights;
    }

    @Override
    public List<Phase> phases() {
        return List.of(phases);
    }

    @Override
    public void run() {
        workers.run(phases);
    }
}
