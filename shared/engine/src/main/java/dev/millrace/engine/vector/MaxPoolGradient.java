package dev.millrace.engine.vector;

import dev.millrace.engine.kernel.Images;
import dev.millrace.engine.kernel.Window;
import java.util.List;
import java.util.stream.Stream;

/// The gradient of a max pooling.
record MaxPoolGradient(Workers workers, Window window, Images x, Images y, Images dy, Images dx, Phase phase)
        implements VectorOp {
    static MaxPoolGradient of(Workers workers, Window window, Images x, Images y, Images dy, Images dx) {
        return new MaxPoolGradient(workers, window, x, y, dy, dx, Pooling.maxGradient(window, x, y, dy, dx));
    }

    /// Whether this is the gradient of that pooling.
    boolean of(MaxPool pool) {
        return window.equals(pool.window()) && x.equals(pool.x()) && y.equals(pool.y());
    }

    @Override
    public boolean touches(VectorBuffer part) {
        return Stream.of(x, y, dy, dx).map(Images::buffer).map(VectorBuffer::of).anyMatch(part::overlaps);
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
