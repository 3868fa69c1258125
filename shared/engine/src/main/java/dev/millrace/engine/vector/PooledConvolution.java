package dev.millrace.engine.vector;

import dev.millrace.engine.kernel.Window;
import dev.millrace.nn.Activation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A convolution whose results a max pooling of 2 x 2 takes in, with the gradients of both: results and their gradient
/// are never written to memory as a whole, and rows and columns that the pooling leaves over never computed.
///
/// Whoever puts the four into one sequence reads neither the convolution's results nor their gradient otherwise.
///
/// @param forward the phases of convolution and pooling
/// @param gradient both gradients as one
record PooledConvolution(Plan forward, ConvolutionGradient gradient) {
    private static final Window SQUARES = new Window(2, 2, 2, 2, 1, 1, 0, 0);

    /// Results of a block, at most, where a block is of several images: they stay in a core's own cache.
    private static final int RESULTS = 65_536;

    /// These four as one, where they can be.
    ///
    /// @return none where they do not belong together, windows are other than 2 x 2 side by side, the activation is
    /// other than a ReLU, or channels do not fill vectors
    static @Nullable PooledConvolution of(
            Workers workers,
            Convolution convolution,
            MaxPool pool,
            MaxPoolGradient poolGradient,
            ConvolutionGradient gradient) {
        Activation activation = convolution.activation();
        ConvolutionShape all = convolution.shape();
        int height = 2 * pool.y().height();
        int width = 2 * pool.y().width();
        boolean together = convolution.y().equals(pool.x().buffer())
                && poolGradient.of(pool)
                && gradient.of(convolution)
                && gradient.dy().equals(poolGradient.dx().buffer());
        boolean simple = activation == gradient.activation()
                && (activation == Activation.RELU || activation == Activation.LINEAR)
                && pool.window().equals(SQUARES)
                && height <= all.outHeight()
                && width <= all.outWidth()
                && 2 * width <= KernelGradient.PIXELS
                && all.out() % (2 * Lanes.COUNT) == 0;
        if (!together || !simple) {
            return null;
        }
        var shape = new ConvolutionShape(
                all.window(), all.count(), all.height(), all.width(), all.in(), height, width, all.out());
        VectorBuffer p = VectorBuffer.of(pool.y().buffer());
        var squares = new Squares(
                shape,
                p,
                VectorBuffer.allocate(p.size()),
                activation == Activation.RELU ? 0 : Float.NEGATIVE_INFINITY,
                VectorBuffer.of(poolGradient.dy().buffer()));
        var cut = Correlation.Cut.whole(shape.count(), shape.pixels(), Math.max(1, RESULTS / shape.result()));
        List<Phase> forward = convolution.phases(shape, cut, null, squares::pool);
        return new PooledConvolution(Plan.ofAnything(workers, forward), gradient.of(squares));
    }
}
