package dev.millrace.engine.vector;

import dev.millrace.nn.Optimizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// One update of all weights: from gradients in memory, or of those weights alone that no backward pass before it
/// has updated.
///
/// @param weights all of them
/// @param operands everything that it reads or writes
record Update(
        Workers workers, Updater updater, VectorBuffer weights, VectorBuffer gradients, List<VectorBuffer> operands)
        implements VectorOp {
    /// As `Kernels.update` has it.
    ///
    /// @param buffers weights, gradients, scalars
    /// @throws IllegalArgumentException if one is part of another
    static Update of(Workers workers, Optimizer optimizer, List<VectorBuffer> buffers, List<VectorBuffer> slots) {
        List<VectorBuffer> all = new ArrayList<>(buffers);
        all.addAll(slots);
        if (all.stream().anyMatch(buffer -> buffer.offset() != 0)) {
            throw new IllegalArgumentException("An update is of whole buffers. Received: slices " + all);
        }
        VectorBuffer weights = buffers.getFirst();
        return new Update(
                workers, Updater.of(optimizer, weights, slots, buffers.getLast()), weights, buffers.get(1), all);
    }

    @Override
    public boolean touches(VectorBuffer part) {
        return operands.stream().anyMatch(part::overlaps);
    }

    @Override
    public List<Phase> phases() {
        return rest(List.of());
    }

    /// The phases that update what lies outside of `done`, in which each part begins at a whole cache line.
    List<Phase> rest(List<VectorBuffer> done) {
        List<Phase> phases = new ArrayList<>();
        int from = 0;
        for (VectorBuffer part : done.stream()
                .sorted(Comparator.comparingInt(VectorBuffer::offset))
                .toList()) {
            if (part.offset() > from) {
                phases.add(part(from, part.offset()));
            }
            from = Lanes.padded(part.offset() + part.size());
        }
        if (weights.size() > from) {
            phases.add(part(from, weights.size()));
        }
        return phases;
    }

    private Phase part(int first, int end) {
        return new Blocks(first, end, 0.5, (from, to) -> updater.apply(from, to, gradients.array(), from));
    }

    @Override
    public void run() {
        workers.run(phases().toArray(Phase[]::new));
    }
}
