package dev.millrace.engine.vector;

import dev.millrace.engine.kernel.Buffer;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Phases, one after another, and every buffer that they read or write.
final class Plan implements VectorOp {
    private final Workers workers;

    /// None: it may be any.
    private final @Nullable List<VectorBuffer> operands;

    private final Phase[] phases;

    private Plan(Workers workers, @Nullable List<VectorBuffer> operands, List<Phase> phases) {
        this.workers = workers;
        this.operands = operands;
        this.phases = phases.toArray(Phase[]::new);
    }

    /// @param operands all that the phases read or write, where it is there: what is missing here, a sequence may
    /// update too early
    static Plan of(Workers workers, List<Phase> phases, @Nullable Buffer... operands) {
        return new Plan(
                workers,
                Stream.of(operands)
                        .filter(Objects::nonNull)
                        .map(VectorBuffer::of)
                        .toList(),
                phases);
    }

    /// Phases that may read and write anything.
    static Plan ofAnything(Workers workers, List<Phase> phases) {
        return new Plan(workers, null, phases);
    }

    @Override
    public boolean touches(VectorBuffer part) {
        return operands == null || operands.stream().anyMatch(part::overlaps);
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
