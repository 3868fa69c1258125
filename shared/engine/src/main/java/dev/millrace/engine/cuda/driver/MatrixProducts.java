package dev.millrace.engine.cuda.driver;

import java.util.Optional;

/// cuBLASLt in the context of a device: products of matrices of floats, which use a workspace one after the other. All
/// of them have to go into the same stream.
public final class MatrixProducts implements AutoCloseable {
    /// What NVIDIA recommends for Hopper and later; GPUs before it are content with 4 MiB.
    static final long WORKSPACE_BYTES = 32L << 20;

    private static final int COMPUTE_FLOAT = 68; // CUBLAS_COMPUTE_32F
    private static final int COMPUTE_TF32 = 77; // CUBLAS_COMPUTE_32F_FAST_TF32

    private final CublasLt library;
    private final Driver driver;
    private final int compute;
    private final long workspace;
    private final long handle;

    /// Takes memory for the workspace. The device's context has to be that of the calling thread, here and later.
    ///
    /// @param tf32 whether tensor cores may be given operands with 10 bits of mantissa
    public MatrixProducts(CublasLt library, Driver driver, boolean tf32) {
        this.library = library;
        this.driver = driver;
        this.compute = tf32 ? COMPUTE_TF32 : COMPUTE_FLOAT;
        this.workspace = driver.allocate(WORKSPACE_BYTES);
        this.handle = library.created("cublasLtCreate");
    }

    /// A product with the algorithm that cuBLASLt takes to be the fastest; empty where it has none.
    public Optional<MatrixProduct> plan(MatrixProduct.Operands operands) {
        var product = new MatrixProduct(this, operands);
        if (product.findAlgorithm()) {
            return Optional.of(product);
        }
        product.close();
        return Optional.empty();
    }

    CublasLt library() {
        return library;
    }

    /// A `cublasComputeType_t`.
    int compute() {
        return compute;
    }

    long handle() {
        return handle;
    }

    long workspace() {
        return workspace;
    }

    /// Ends it, once all products are done.
    @Override
    public void close() {
        library.call("cublasLtDestroy", handle);
        driver.free(workspace);
    }
}
