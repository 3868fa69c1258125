package dev.millrace.engine.cuda;

import static dev.millrace.engine.cuda.CudaBuffer.address;

import dev.millrace.engine.cuda.driver.MatrixProduct;
import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.Matrix;
import dev.millrace.nn.Activation;
import java.util.Optional;

/// Products of matrices: which kernel, and in how many slices, or cuBLASLt.
final class CudaProducts {
    /// A tile's side is so many times the number of values that a thread makes of a row.
    private static final int SIDE = 16;

    private static final int THREADS = SIDE * SIDE;
    private static final int WARP = 32;

    /// Terms of a sum that are worth a slice.
    private static final int SLICE = 128;

    private static final int MOST_SLICES = 16;

    /// Blocks for each multiprocessor that keep it busy.
    private static final int BUSY = 2;

    private final CudaKernels kernels;

    CudaProducts(CudaKernels kernels) {
        this.kernels = kernels;
    }

    /// A tile's size, by what it is called in the kernels' names.
    private enum Tile {
        LARGE("large", 4),
        SMALL("small", 2);

        final String suffix;
        final int side;

        Tile(String suffix, int ofThread) {
            this.suffix = suffix;
            this.side = ofThread * SIDE;
        }

        int across(int size) {
            return Math.ceilDiv(size, side);
        }

        int count(int m, int n) {
            return across(m) * across(n);
        }
    }

    /// Which operand is stored the other way round.
    private enum Form {
        NEITHER("product_"),
        LEFT("product_left_"),
        RIGHT("product_right_");

        /// With the tile's after it.
        final String kernel;

        Form(String kernel) {
            this.kernel = kernel;
        }
    }

    /// The largest tiles that keep all multiprocessors busy, in as few slices as that takes.
    private record Parting(Tile tile, int slices) {
        static Parting of(int m, int n, int k, int blocks) {
            for (Tile tile : Tile.values()) {
                int slices = Math.clamp(Math.ceilDiv(blocks, tile.count(m, n)), 1, most(k));
                if (tile == Tile.SMALL || tile.count(m, n) * slices >= blocks) {
                    return new Parting(tile, slices);
                }
            }
            throw new IllegalStateException("unreachable");
        }

        private static int most(int k) {
            return Math.clamp(k / SLICE, 1, MOST_SLICES);
        }
    }

    private Parting parting(int m, int n, int k) {
        return Parting.of(m, n, k, BUSY * kernels.device().multiprocessors());
    }

    /// What becomes of the sums.
    ///
    /// @param bias address of one summand for each column, or 0
    /// @param activation none along rows
    /// @param out address of what `activation` has made, where the sums are gradients that go back through it, or 0
    record Ending(long bias, Activation activation, long out) {
        static final Ending PLAIN = new Ending(0, Activation.LINEAR, 0);

        int code() {
            return CudaDefines.code(activation);
        }
    }

    /// Adds `y = x · kernel`, ended.
    void forward(CudaChain chain, Matrix x, Matrix kernel, Ending ending, Matrix y) {
        product(
                chain,
                Form.NEITHER,
                x.rows(),
                kernel.columns(),
                kernel.rows(),
                address(x),
                address(kernel),
                ending,
                address(y));
    }

    /// Adds `dKernel = x^T · dz`.
    void ofKernel(CudaChain chain, Matrix x, Matrix dz, Matrix dKernel) {
        product(
                chain,
                Form.LEFT,
                x.columns(),
                dz.columns(),
                x.rows(),
                address(x),
                address(dz),
                Ending.PLAIN,
                address(dKernel));
    }

    /// Adds `dx = dz · kernel^T`, ended.
    void ofInput(CudaChain chain, Matrix dz, Matrix kernel, Ending ending, Matrix dx) {
        product(
                chain,
                Form.RIGHT,
                dz.rows(),
                kernel.rows(),
                kernel.columns(),
                address(dz),
                address(kernel),
                ending,
                address(dx));
    }

    private void product(
            CudaChain chain, Form form, int m, int n, int k, long left, long right, Ending ending, long y) {
        if (kernels.device().leavesToLibrary(m, n, k)) {
            Optional<MatrixProduct> planned = kernels.plan(
                    new MatrixProduct.Operands(m, n, k, left, form == Form.LEFT, right, form == Form.RIGHT, y));
            if (planned.isPresent()) {
                end(chain.product(planned.get()), m, n, ending, y);
                return;
            }
        }
        Parting parting = parting(m, n, k);
        Tile tile = parting.tile;
        int slices = parting.slices;
        var grid = new CudaChain.Grid(tile.across(n), tile.across(m), slices);
        int slice = Math.ceilDiv(k, slices);
        long parts = slices == 1
                ? 0
                : kernels.scratch(Math.multiplyExact(Math.multiplyExact(m, n), slices))
                        .address();
        long tickets = slices == 1 ? 0 : address(kernels.allocate(tile.count(m, n)));
        chain.launch(
                form.kernel + tile.suffix,
                grid,
                THREADS,
                m,
                n,
                k,
                slice,
                left,
                right,
                parts,
                tickets,
                ending.bias,
                ending.code(),
                ending.out,
                y);
    }

    /// Adds what becomes of sums that are made already.
    private void end(CudaChain chain, int m, int n, Ending ending, long y) {
        var activations = new CudaActivations(kernels);
        if (ending.out != 0) {
            chain.then(activations.backward(ending.activation, m, n, ending.out, y));
        } else if (ending.bias != 0) {
            chain.each("activate_biased", Math.multiplyExact(m, n), n, ending.code(), ending.bias, y);
        } else if (ending.activation != Activation.LINEAR) {
            chain.then(activations.forward(ending.activation, m, n, y, y));
        }
    }

    /// Whether a kernel's gradient takes one launch of ours, which may then end in its update.
    boolean updatesAtOnce(Matrix x, Matrix dz) {
        int m = x.columns();
        int n = dz.columns();
        int k = x.rows();
        return !kernels.device().leavesToLibrary(m, n, k) && parting(m, n, k).slices == 1;
    }

    /// Adds the update of a dense layer's weights by their gradients.
    ///
    /// @param arguments of the update, see [CudaOptimizers#arguments]
    /// @param atKernel place of the first value among all weights
    /// @param atBias likewise; negative where there is no bias
    void update(CudaChain chain, Matrix x, Matrix dz, int atKernel, int atBias, Object... arguments) {
        int m = x.columns();
        int n = dz.columns();
        Tile tile = parting(m, n, x.rows()).tile;
        var grid = new CudaChain.Grid(tile.across(n), tile.across(m), 1);
        chain.launch(
                "update_dense_" + tile.suffix,
                grid,
                THREADS,
                m,
                n,
                x.rows(),
                address(x),
                address(dz),
                atKernel,
                atBias,
                arguments);
    }

    /// Adds sums over rows.
    void columnSums(CudaChain chain, Matrix x, Buffer sums) {
        var grid = CudaChain.Grid.of(Math.ceilDiv(x.columns(), WARP));
        chain.launch("column_sums", grid, THREADS, x.rows(), x.columns(), address(x), address(sums));
    }
}
