package dev.millrace.engine.vector;

import dev.millrace.engine.kernel.Images;
import dev.millrace.engine.kernel.Window;
import dev.millrace.nn.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The gradients of a convolution. `dy` is overwritten, but for a ReLU or no activation at all where nothing below is
/// trained.
final class ConvolutionGradient implements VectorOp {
    private final Workers workers;
    private final ConvolutionShape shape;
    private final Activation activation;
    private final VectorBuffer x;
    private final VectorBuffer kernel;
    private final VectorBuffer y;
    private final VectorBuffer dy;
    private final VectorBuffer dKernel;
    private final @Nullable VectorBuffer dBias;
    private final @Nullable VectorBuffer dx;
    private final @Nullable Squares pooled;
    private @Nullable Plan alone;

    ConvolutionGradient(
            Workers workers,
            Window window,
            Activation activation,
            Images x,
            VectorBuffer kernel,
            Images y,
            VectorBuffer dy,
            VectorBuffer dKernel,
            @Nullable VectorBuffer dBias,
            @Nullable VectorBuffer dx) {
        this.workers = workers;
        this.shape = ConvolutionShape.of(window, x, y).with(kernel);
        this.activation = activation;
        this.x = VectorBuffer.of(x.buffer());
        this.kernel = kernel;
        this.y = VectorBuffer.of(y.buffer());
        this.dy = dy;
        this.dKernel = dKernel;
        this.dBias = dBias;
        this.dx = dx;
        this.pooled = null;
    }

    private ConvolutionGradient(ConvolutionGradient of, Squares pooled) {
        this.workers = of.workers;
        this.shape = pooled.shape();
        this.activation = of.activation;
        this.x = of.x;
        this.kernel = of.kernel;
        this.y = of.y;
        this.dy = of.dy.slice(0, Math.multiplyExact(shape.count(), shape.result()));
        this.dKernel = of.dKernel;
        this.dBias = of.dBias;
        this.dx = of.dx;
        this.pooled = pooled;
    }

    /// This and the gradient of a pooling above it.
    ///
    /// @param pooled takes that of all results that it is for
    ConvolutionGradient of(Squares pooled) {
        return new ConvolutionGradient(this, pooled);
    }

    /// Whether this is the gradient of that convolution.
    boolean of(Convolution convolution) {
        return shape.equals(convolution.shape()) && x.equals(convolution.x()) && y.equals(convolution.y());
    }

    Activation activation() {
        return activation;
    }

    VectorBuffer dy() {
        return dy;
    }

    @Override
    public boolean touches(VectorBuffer part) {
        return Stream.of(x, kernel, y, dy, dKernel, dBias, dx)
                .anyMatch(buffer -> buffer != null && buffer.overlaps(part));
    }

    @Override
    public List<Phase> phases() {
        boolean linear = activation == Activation.LINEAR;
        boolean relu = dx == null && activation == Activation.RELU;
        List<Phase> phases = new ArrayList<>();
        if (dx != null) {
            phases.addAll(below(dx, linear));
        } else if (pooled == null && !linear && !relu) {
            phases.add(slopes());
        }
        phases.addAll(
                ofKernel(pooled != null && dx == null ? pooled : new PlainGradient(dy, shape.out(), relu ? y : null)));
        return phases;
    }

    private List<Phase> ofKernel(GradientSource dz) {
        List<Phase> plan = new ArrayList<>();
        Halo halo = shape.padded();
        VectorBuffer images = x;
        if (!halo.none()) {
            images = VectorBuffer.allocate(Math.multiplyExact(shape.count(), halo.size()));
            plan.add(padding(halo, images));
        }
        plan.add(new KernelGradient(shape, halo, images, dz, dKernel, dBias, workers.lanes()));
        return plan;
    }

    /// `dx`, and on the way `dz` in the place of `dy`.
    private List<Phase> below(VectorBuffer to, boolean linear) {
        List<Phase> plan = new ArrayList<>();
        var cut = Correlation.Cut.of(shape.count(), shape.height() * shape.width());
        PackedKernel packed = PackedKernel.backward(shape, kernel, Taps.all(shape, true, cut.together()));
        plan.add(packed);
        Rows.Work before = Rows.NOTHING;
        if (pooled != null || !linear) {
            Rows.Work slopes = pooled == null
                    ? Backward.activationGradient(activation, y, dy, shape.out())
                    : (from, end) -> spread(pooled, from, end);
            if (cut.bands() > 1) {
                plan.add(shape.onResults(0.5, slopes));
            } else {
                before = slopes;
            }
        }
        plan.add(new Correlation(
                shape,
                packed,
                cut,
                dy,
                to,
                Float.NEGATIVE_INFINITY,
                before,
                Correlation.After.NOTHING,
                workers.lanes()));
        return plan;
    }

    /// The gradient of whole images, by pixels.
    private void spread(Squares from, int first, int end) {
        int pixels = shape.pixels();
        from.spread(first / pixels, (end - first) / pixels, dy.array(), dy.offset() + first * shape.out());
    }

    private Phase slopes() {
        return shape.onResults(0.5, Backward.activationGradient(activation, y, dy, shape.out()));
    }

    private Phase padding(Halo halo, VectorBuffer to) {
        return Rows.ofImages(shape.count(), halo.size() * 0.2, (from, end) -> {
            for (int image = from; image < end; image++) {
                halo.copy(x.array(), x.offset() + image * shape.image(), to.array(), image * halo.size());
            }
        });
    }

    @Override
    public void run() {
        if (alone == null) {
            alone = Plan.ofAnything(workers, phases());
        }
        alone.run();
    }
}
