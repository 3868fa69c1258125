package dev.millrace.engine.vector;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// One update of all weights: from gradients in memory, or of those weights alone that no backward pass before it
/// has updated.
///
/// @param weights all of them
/// @param size how many they are
record Update(Workers workers, Updater updater, VectorBuffer weights, VectorBuffer gradients, int size)
        implements VectorOp {
    /// Weights in a block: so many stay in a core's own cache with their gradients and slots.
    private static final int BLOCK = 8192;

    @Override
    public List<Phase> phases() {
        return List.of(new Part(updater, gradients, 0, size));
    }

    /// The phases that update what lies outside of `done`, in which each part begins at a whole cache line.
    List<Phase> rest(List<VectorBuffer> done) {
        List<Phase> phases = new ArrayList<>();
        int from = 0;
        for (VectorBuffer part : done.stream()
                .sorted(Comparator.comparingInt(VectorBuffer::offset))
                .toList()) {
            if (part.offset() > from) {
                phases.add(new Part(updater, gradients, from, part.offset()));
            }
            from = Lanes.padded(part.offset() + part.size());
        }
        if (size > from) {
            phases.add(new Part(updater, gradients, from, size));
        }
        return phases;
    }

    @Override
    public void run() {
        workers.run(new Phase[] {new Part(updater, gradients, 0, size)});
    }

    private record Part(Updater updater, VectorBuffer gradients, int from, int to) implements Phase {
        @Override
        public int blocks() {
            return Math.ceilDiv(to - from, BLOCK);
        }

        @Override
        public long nanos() {
            return (to - from) / 2L;
        }

        @Override
        public void run(int block, int lane) {
            int first = from + block * BLOCK;
            updater.apply(first, Math.min(to, first + BLOCK), gradients.array(), first);
        }
    }
}
