package dev.millrace.engine.cuda;

import static dev.millrace.engine.cuda.CudaBuffer.address;

import dev.millrace.engine.cuda.CudaChain.Grid;
import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.ImageKernels;
import dev.millrace.engine.kernel.Images;
import dev.millrace.engine.kernel.Op;
import dev.millrace.engine.kernel.Window;
import dev.millrace.nn.Activation;
import org.jspecify.annotations.Nullable;

/// Convolutions as products of matrices whose rows are gathered from the images, and poolings.
final class CudaImages implements ImageKernels {
    private final CudaKernels kernels;
    private final CudaActivations activations;

    CudaImages(CudaKernels kernels) {
        this.kernels = kernels;
        this.activations = new CudaActivations(kernels);
    }

    /// What a block makes of a product's result, 16 values a thread.
    private record Tile(int rows, int columns) {
        /// Threads that keep a device busy.
        private static final int BUSY = 1 << 17;

        private static final int MOST_CHUNKS = 1024;

        /// Pixels that are worth a chunk of a sum over them.
        private static final int LEAST_CHUNK = 64;

        /// Where rows are pixels.
        static Tile ofPixels(int columns) {
            return columns <= 32 ? new Tile(128, 32) : new Tile(64, 64);
        }

        /// Where rows are the terms of a convolution's sums.
        static Tile ofTerms(int terms, int columns) {
            return terms <= 16 ? new Tile(16, 32) : new Tile(64, columns <= 32 ? 32 : 64);
        }

        int threads() {
            return rows * columns / 16;
        }

        Grid grid(int m, int n, int chunks) {
            return new Grid(Math.ceilDiv(m, rows), Math.ceilDiv(n, columns), chunks);
        }

        /// How many pixels a chunk has.
        int chunk(int m, int n, int pixels) {
            long threads = (long) Math.ceilDiv(m, rows) * Math.ceilDiv(n, columns) * threads();
            int most = Math.clamp(BUSY / threads, 1, MOST_CHUNKS);
            return Math.ceilDiv(pixels, Math.clamp(pixels / LEAST_CHUNK, 1, most));
        }

        String name(String kernel) {
            return kernel + "_" + rows + "x" + columns;
        }
    }

    private CudaChain chain() {
        return new CudaChain(kernels.device());
    }

    @Override
    public Op conv2d(Window window, Images x, Buffer kernel, @Nullable Buffer bias, Activation activation, Images y) {
        var shape = CudaWindow.convolution(window, x, kernel, y);
        var tile = Tile.ofPixels(y.channels());
        long out = address(y.buffer());
        boolean alongRows = activation.alongRows();
        CudaChain chain = chain().launch(
                        tile.name("convolution"),
                        tile.grid(shape.pixels(), y.channels(), 1),
                        tile.threads(),
                        shape.arguments(),
                        CudaDefines.code(alongRows ? Activation.LINEAR : activation),
                        address(x.buffer()),
                        address(kernel),
                        address(bias),
                        out);
        return alongRows ? chain.then(activations.forward(activation, shape.pixels(), y.channels(), out, out)) : chain;
    }

    @Override
    public Op conv2dGradient(
            Window window,
            Activation activation,
            Images x,
            Buffer kernel,
            Images y,
            Images dy,
            Buffer dKernel,
            @Nullable Buffer dBias,
            @Nullable Images dx) {
        var shape = CudaWindow.convolution(window, x, kernel, y);
        CudaChain chain = chain();
        long dz = address(dy.buffer());
        if (activation != Activation.LINEAR) {
            chain.then(activations.backward(activation, shape.pixels(), y.channels(), address(y.buffer()), dz));
        }
        kernelGradient(chain, shape, dz, address(dKernel));
        if (dBias != null) {
            Chunks.of(shape.pixels(), y.channels()).sum(kernels, chain, dz, address(dBias));
        }
        if (dx != null) {
            var tile = Tile.ofPixels(x.channels());
            chain.launch(
                    tile.name("convolution_images"),
                    tile.grid(x.count() * x.height() * x.width(), x.channels(), 1),
                    tile.threads(),
                    shape.arguments(),
                    address(kernel),
                    dz,
                    address(dx.buffer()));
        }
        return chain;
    }

    /// Chunks of pixels, then their sums, in an order that follows from the shape alone.
    private void kernelGradient(CudaChain chain, CudaWindow shape, long dz, long dKernel) {
        int terms = shape.terms();
        int filters = shape.y().channels();
        var tile = Tile.ofTerms(terms, filters);
        int chunk = tile.chunk(terms, filters, shape.pixels());
        int chunks = Math.ceilDiv(shape.pixels(), chunk);
        int values = terms * filters;
        long partials = chunks == 1
                ? dKernel
                : kernels.scratch(Math.multiplyExact(chunks, values)).address();
        chain.launch(
                tile.name("convolution_kernel"),
                tile.grid(terms, filters, chunks),
                tile.threads(),
                shape.arguments(),
                chunk,
                address(shape.x().buffer()),
                dz,
                partials);
        if (chunks > 1) {
            Chunks.add(chain, chunks, values, partials, dKernel);
        }
    }

    @Override
    public Op maxPool(Window window, Images x, Images y) {
        var shape = CudaWindow.pooling(window, x, y);
        return chain().each("max_pool", y.buffer().size(), shape.arguments(), address(x.buffer()), address(y.buffer()));
    }

    @Override
    public Op maxPoolGradient(Window window, Images x, Images y, Images dy, Images dx) {
        var shape = CudaWindow.pooling(window, x, y);
        return chain().each(
                        "max_pool_gradient",
                        dx.buffer().size(),
                        shape.arguments(),
                        address(x.buffer()),
                        address(y.buffer()),
                        address(dy.buffer()),
                        address(dx.buffer()));
    }

    @Override
    public Op averagePool(Window window, Images x, Images y) {
        var shape = CudaWindow.pooling(window, x, y);
        return chain().each(
                        "average_pool", y.buffer().size(), shape.arguments(), address(x.buffer()), address(y.buffer()));
    }

    @Override
    public Op averagePoolGradient(Window window, Images dy, Images dx) {
        var shape = CudaWindow.pooling(window, dx, dy);
        return chain().each(
                        "average_pool_gradient",
                        dx.buffer().size(),
                        shape.arguments(),
                        address(dy.buffer()),
                        address(dx.buffer()));
    }
}
