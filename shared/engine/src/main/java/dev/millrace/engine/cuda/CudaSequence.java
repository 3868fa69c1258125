package dev.millrace.engine.cuda;

import dev.millrace.engine.kernel.Op;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Operations as one: fused where neighbours allow it, captured as a graph when it first runs, and replayed from then
/// on. Where cuBLASLt computes some of it, which loads its kernels when it first does, that is the second time.
final class CudaSequence implements CudaOp {
    private final Device device;

    /// Without those that are sequences themselves.
    private final List<CudaOp> ops = new ArrayList<>();

    /// Where steps are not replayed but timed.
    private final @Nullable LaunchTimes times;

    private @Nullable CudaChain chain;
    private boolean ran;
    private long graph;

    CudaSequence(Device device, @Nullable LaunchTimes times, List<Op> ops) {
        this.device = device;
        this.times = times;
        for (Op op : ops) {
            if (op instanceof CudaSequence sequence) {
                this.ops.addAll(sequence.ops);
            } else {
                this.ops.add((CudaOp) op);
            }
        }
    }

    @Override
    public CudaChain chain() {
        if (chain == null) {
            chain = fused();
        }
        return chain;
    }

    private CudaChain fused() {
        var fused = new CudaChain(device);
        Update.Rest rest = rest();
        boolean through = false;
        for (int i = 0; i < ops.size(); i++) {
            CudaOp op = ops.get(i);
            if (op instanceof DenseGradient gradient) {
                DenseGradient next = i + 1 < ops.size()
                                && ops.get(i + 1) instanceof DenseGradient following
                                && following.follows(gradient)
                        ? following
                        : null;
                gradient.addTo(fused, through, next, rest);
                through = next != null;
            } else if (op instanceof Update && rest != null) {
                rest.addTo(fused);
            } else {
                fused.then(op.chain());
            }
        }
        return fused;
    }

    /// Of the only update, where nothing but the operations that make them touches gradients before it.
    private Update.@Nullable Rest rest() {
        List<Update> updates = ops.stream()
                .filter(Update.class::isInstance)
                .map(Update.class::cast)
                .toList();
        boolean changed = ops.stream().anyMatch(op -> op instanceof CudaChain c && c.changesGradients());
        return updates.size() == 1 && !changed ? updates.getFirst().rest() : null;
    }

    @Override
    public void run() {
        if (chain().launches().isEmpty()) {
            return;
        }
        if (times != null) {
            device.run(chain(), times);
            return;
        }
        if (!ran && chain().usesLibrary()) {
            device.run(chain());
        } else {
            if (graph == 0) {
                graph = device.capture(chain());
            }
            device.replay(graph);
        }
        ran = true;
    }

    void close() {
        if (graph != 0) {
            device.forget(graph);
            graph = 0;
        }
    }
}
