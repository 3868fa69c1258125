package dev.millrace.engine.vector;

import dev.millrace.engine.kernel.Images;
import dev.millrace.engine.kernel.Window;
import dev.millrace.nn.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `y = activation(conv(x, kernel) + bias)`.
final class Convolution implements VectorOp {
    private final Workers workers;
    private final ConvolutionShape shape;
    private final VectorBuffer x;
    private final VectorBuffer kernel;
    private final @Nullable VectorBuffer bias;
    private final Activation activation;
    private final VectorBuffer y;
    private @Nullable Plan alone;

    Convolution(
            Workers workers,
            Window window,
            Images x,
            VectorBuffer kernel,
            @Nullable VectorBuffer bias,
            Activation activation,
            Images y) {
        this.workers = workers;
        this.shape = ConvolutionShape.of(window, x, y).with(kernel);
        this.x = VectorBuffer.of(x.buffer());
        this.kernel = kernel;
        this.bias = bias;
        this.activation = activation;
        this.y = VectorBuffer.of(y.buffer());
    }

    ConvolutionShape shape() {
        return shape;
    }

    VectorBuffer x() {
        return x;
    }

    Activation activation() {
        return activation;
    }

    VectorBuffer y() {
        return y;
    }

    @Override
    public boolean touches(VectorBuffer part) {
        return Stream.of(x, kernel, y, bias).anyMatch(buffer -> buffer != null && buffer.overlaps(part));
    }

    @Override
    public List<Phase> phases() {
        boolean plain = activation == Activation.RELU || activation == Activation.LINEAR;
        var cut = Correlation.Cut.of(shape.count(), shape.pixels());
        boolean apart = !plain && cut.bands() > 1;
        List<Phase> phases = new ArrayList<>(phases(
                shape,
                cut,
                y,
                plain || apart
                        ? Correlation.After.NOTHING
                        : (to, at, image, images) -> activate(to, at, images * shape.pixels())));
        if (apart) {
            phases.add(shape.onResults(
                    0.5, (from, end) -> activate(y.array(), y.offset() + from * shape.out(), end - from)));
        }
        return phases;
    }

    /// Those of a part of the results.
    ///
    /// @param part as this, but of fewer rows or columns of results
    /// @param to none where the results are only for what is done with them last
    List<Phase> phases(ConvolutionShape part, Correlation.Cut cut, @Nullable VectorBuffer to, Correlation.After after) {
        PackedKernel packed = PackedKernel.forward(part, kernel, bias, Taps.all(part, false, cut.together()));
        float floor = activation == Activation.RELU ? 0 : Float.NEGATIVE_INFINITY;
        return List.of(packed, new Correlation(part, packed, cut, x, to, floor, Rows.NOTHING, after, workers.lanes()));
    }

    private void activate(float[] to, int start, int pixels) {
        int columns = shape.out();
        if (activation.alongRows()) {
            for (int pixel = 0; pixel < pixels; pixel++) {
                int at = start + pixel * columns;
                Softmax.forward(activation, to, at, to, at, columns);
            }
        } else {
            Activations.forward(activation, to, start, to, start, pixels * columns);
        }
    }

    @Override
    public void run() {
        if (alone == null) {
            alone = Plan.ofAnything(workers, phases());
        }
        alone.run();
    }
}
