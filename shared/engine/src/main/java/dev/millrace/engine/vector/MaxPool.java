package dev.millrace.engine.vector;

import dev.millrace.engine.kernel.Images;
import dev.millrace.engine.kernel.Window;
import java.util.List;

/// A max pooling.
record MaxPool(Workers workers, Window window, Images x, Images y, Phase phase) implements VectorOp {
    static MaxPool of(Workers workers, Window window, Images x, Images y) {
        return new MaxPool(workers, window, x, y, Pooling.max(window, x, y));
    }

    @Override
    public boolean touches(VectorBuffer part) {
        return VectorBuffer.of(x.buffer()).overlaps(part)
                || VectorBuffer.of(y.buffer()).overlaps(part);
    }

    @Override
    public List<Phase> phases() {
        return List.of(phase);
    }

    @Override
    public void run() {
        workers.run(new Phase[] {phase});
    }
}
