package dev.millrace.engine.vector;

import dev.millrace.engine.kernel.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Operations in order, as one plan. Where nothing between a backward pass and the update touches the weights of its
/// layer or their gradients, the backward pass updates them itself.
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
                default -> parts.add(Plan.ofAnything(workers, List.of(Phase.alone(op::run))));
            }
        }
        this.phases = plan().toArray(Phase[]::new);
    }

    private List<Phase> plan() {
        int last = IntStream.range(0, parts.size())
                .filter(i -> parts.get(i) instanceof Update)
                .reduce(-1, Math::max);
        List<VectorOp> all = pooled();
        List<Phase> plan = new ArrayList<>();
        List<VectorBuffer> done = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i) instanceof WeightGradient backward
                    && i < last
                    && parts.get(last) instanceof Update update
                    && isFused(i, backward, last, update)) {
                plan.addAll(backward.phases(update.updater()));
                done.addAll(backward.gradients());
            } else if (i == last && parts.get(i) instanceof Update update) {
                plan.addAll(update.rest(done));
            } else {
                plan.addAll(all.get(i).phases());
            }
        }
        return plan;
    }

    /// The parts, where a convolution, the pooling of its results and the gradients of both are all there as four that
    /// know of each other.
    private List<VectorOp> pooled() {
        List<VectorOp> all = new ArrayList<>(parts);
        var nothing = Plan.of(workers, List.of());
        for (int i = 0; i + 1 < parts.size(); i++) {
            if (parts.get(i) instanceof Convolution convolution && parts.get(i + 1) instanceof MaxPool pool) {
                for (int j = i + 2; j + 1 < parts.size(); j++) {
                    var both = parts.get(j) instanceof MaxPoolGradient above
                                    && parts.get(j + 1) instanceof ConvolutionGradient gradient
                            ? PooledConvolution.of(workers, convolution, pool, above, gradient)
                            : null;
                    if (both != null) {
                        all.set(i, both.forward());
                        all.set(i + 1, nothing);
                        all.set(j, nothing);
                        all.set(j + 1, both.gradient());
                    }
                }
            }
        }
        return all;
    }

    /// Whether the backward pass at `index` can do the part of the update at `last` that is of its weights: until then
    /// nobody else touches these or their gradients, and nobody reads the gradients afterwards.
    private boolean isFused(int index, WeightGradient backward, int last, Update update) {
        if (!backward.within(update)) {
            return false;
        }
        for (VectorBuffer gradient : backward.gradients()) {
            VectorBuffer weight = update.weights().slice(gradient.offset(), gradient.size());
            for (int i = index + 1; i < parts.size(); i++) {
                VectorOp other = parts.get(i);
                if (i != last && (other.touches(gradient) || (i < last && other.touches(weight)))) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public boolean touches(VectorBuffer part) {
        return parts.stream().anyMatch(op -> op.touches(part));
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
