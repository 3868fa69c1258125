package dev.millrace.engine.cuda;

import dev.millrace.engine.cuda.driver.MatrixProduct;
import java.util.ArrayList;
import java.util.List;

/// Launches of kernels, run in the order in which they were added.
///
/// Arguments of kernels are given as they are declared: `Integer` for `int`, `Float` for `float`, `Long` for an address
/// (see [CudaBuffer#address]), or several of them as an array.
final class CudaChain implements CudaOp {
    /// Threads of a block where each has a value of its own.
    private static final int THREADS = 256;

    /// More blocks than these only wait for each other.
    private static final int MOST_BLOCKS = 2048;

    private static final int WARP = 32;

    private final Device device;
    private final List<Launch> launches = new ArrayList<>();
    private boolean changesGradients;

    CudaChain(Device device) {
        this.device = device;
    }

    /// A kernel whose threads go over `n` values (`EACH`); `n` is its first argument.
    CudaChain each(String kernel, int n, Object... arguments) {
        int blocks = Math.clamp(Math.ceilDiv(n, THREADS), 1, MOST_BLOCKS);
        return launch(kernel, Grid.of(blocks), THREADS, n, arguments);
    }

    /// A kernel with a warp for each row: block `row` has 32 threads; `rows` is its first argument.
    CudaChain rows(String kernel, int rows, Object... arguments) {
        return launch(kernel, Grid.of(rows), WARP, rows, arguments);
    }

    /// A kernel on a grid of one's choice.
    CudaChain launch(String kernel, Grid grid, int threads, Object... arguments) {
        launches.add(device.bind(kernel, grid, threads, arguments));
        return this;
    }

    /// A product by cuBLASLt.
    CudaChain product(MatrixProduct product) {
        launches.add(new LibraryLaunch(product));
        return this;
    }

    CudaChain then(CudaChain others) {
        launches.addAll(others.launches);
        return this;
    }

    /// Says that it changes gradients of weights that others have made.
    CudaChain changingGradients() {
        changesGradients = true;
        return this;
    }

    boolean changesGradients() {
        return changesGradients;
    }

    @Override
    public CudaChain chain() {
        return this;
    }

    /// Whether cuBLASLt computes some of it.
    boolean usesLibrary() {
        return launches.stream().anyMatch(LibraryLaunch.class::isInstance);
    }

    @Override
    public void run() {
        device.run(this);
    }

    List<Launch> launches() {
        return launches;
    }

    /// How many blocks there are, along three axes.
    record Grid(int x, int y, int z) {
        static Grid of(int x) {
            return new Grid(x, 1, 1);
        }
    }
}
