package dev.millrace.engine.vector;

import dev.millrace.engine.Op;
import java.util.ArrayList;
import java.util.List;

/// Operations in order, as one plan. An update that directly follows the backward passes of the weights it updates
/// is done by them.
final class Sequence implements VectorOp {
    private final Workers workers;
    private final List<VectorOp> parts = new ArrayList<>();
    private final Phase[] phases;

    Sequence(Workers workers, List<Op> ops) {
        this.workers = workers;
        for (Op op : ops) {
            switch (op) {
                case Sequence sequence -> parts.addAll(sequence.parts);
                case VectorOp part -> parts.add(part);
                default -> parts.add(new Plan(workers, true, List.of(Phase.alone(op::run))));
            }
        }
        this.phases = plan().toArray(Phase[]::new);
    }

    private List<Phase> plan() {
        List<Phase> plan = new ArrayList<>();
        if (!parts.isEmpty() && parts.getLast() instanceof Update update) {
            int last = parts.size() - 1;
            int first = firstFused(update, last);
            List<VectorBuffer> done = new ArrayList<>();
            for (int i = 0; i < last; i++) {
                if (i >= first && parts.get(i) instanceof Backward backward) {
                    plan.addAll(backward.phases(update.updater()));
                    done.addAll(backward.gradients());
                } else {
                    plan.addAll(parts.get(i).phases());
                }
            }
            plan.addAll(update.rest(done));
        } else {
            parts.forEach(part -> plan.addAll(part.phases()));
        }
        return plan;
    }

    /// The first of the backward passes that can update weights themselves: nothing after it reads any weights but
    /// those of its own layer.
    private int firstFused(Update update, int last) {
        int first = last;
        List<VectorBuffer> seen = new ArrayList<>();
        for (int i = last - 1; i >= 0; i--) {
            if (parts.get(i) instanceof Backward backward) {
                if (!backward.within(update) || seen.contains(backward.kernel())) {
                    break;
                }
                seen.add(backward.kernel());
                first = i;
            } else if (!(parts.get(i) instanceof Plan plan) || plan.readsWeights()) {
                break;
            }
        }
        return first;
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
