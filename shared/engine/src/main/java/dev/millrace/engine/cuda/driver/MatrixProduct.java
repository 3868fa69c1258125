package dev.millrace.engine.cuda.driver;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A product of matrices of floats that cuBLASLt computes: `y = left · right`.
///
/// Matrices lie row by row here and column by column there, where each is its own transpose. So it is asked for as
/// `y^T = right^T · left^T`: operands exchange their places, and all is in the layout that every algorithm takes.
public final class MatrixProduct implements AutoCloseable {
    private static final int FLOAT = 0; // CUDA_R_32F

    // Attributes of cublasLtMatmulDesc_t.
    private static final int TRANSPOSED_A = 3;
    private static final int TRANSPOSED_B = 4;

    // Attributes of cublasLtMatmulPreference_t.
    private static final int MOST_WORKSPACE = 1;
    private static final int REDUCTIONS = 3;
    private static final int ALIGNMENT_A = 5;
    private static final int ALIGNMENT_B = 6;
    private static final int ALIGNMENT_C = 7;
    private static final int ALIGNMENT_D = 8;

    /// Slices of a sum, where there are any, go to the workspace, and a step of their own adds them up.
    private static final int REDUCTION_IN_WORKSPACE = 2; // CUBLASLT_REDUCTION_SCHEME_COMPUTE_TYPE

    /// Of memory from the driver, and the most that is asked for.
    private static final long MOST_ALIGNMENT = 256;

    // cublasLtMatmulHeuristicResult_t: begins with the algorithm, 64 bytes.
    private static final int RESULT_BYTES = 96;
    private static final int STATUS_AT = 72;

    /// Shapes, and where the matrices lie on the device.
    ///
    /// @param left address of `(m, k)`; of `(k, m)`, if it is transposed
    /// @param right address of `(k, n)`; of `(n, k)`, if it is transposed
    /// @param y address of `(m, n)`
    public record Operands(
            int m, int n, int k, long left, boolean leftTransposed, long right, boolean rightTransposed, long y) {}

    private final MatrixProducts context;
    private final CublasLt library;
    private final Operands operands;
    private final long description;

    // Layouts.
    private final long left;
    private final long right;
    private final long y;

    private final MemorySegment algorithm = Arena.ofAuto().allocate(RESULT_BYTES, Long.BYTES);

    /// Of the product, and of what was in `y` before.
    private final MemorySegment factors = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT, 1, 0);

    MatrixProduct(MatrixProducts context, Operands of) {
        this.context = context;
        this.library = context.library();
        this.operands = of;
        this.description = library.created("cublasLtMatmulDescCreate", context.compute(), FLOAT);
        library.set("cublasLtMatmulDescSetAttribute", description, TRANSPOSED_A, of.rightTransposed ? 1 : 0);
        library.set("cublasLtMatmulDescSetAttribute", description, TRANSPOSED_B, of.leftTransposed ? 1 : 0);
        this.left = of.leftTransposed ? layout(of.k, of.m) : layout(of.m, of.k);
        this.right = of.rightTransposed ? layout(of.n, of.k) : layout(of.k, of.n);
        this.y = layout(of.m, of.n);
    }

    /// Of a matrix that lies row by row.
    private long layout(long rows, long columns) {
        return library.created("cublasLtMatrixLayoutCreate", FLOAT, columns, rows, columns);
    }

    /// Whether there is one. Which one follows from shapes and alignments, for a version of the library and a device.
    boolean findAlgorithm() {
        long preference = library.created("cublasLtMatmulPreferenceCreate");
        try (Arena arena = Arena.ofConfined()) {
            prefer(preference, MOST_WORKSPACE, MatrixProducts.WORKSPACE_BYTES);
            prefer(preference, REDUCTIONS, REDUCTION_IN_WORKSPACE);
            prefer(preference, ALIGNMENT_A, alignment(operands.right));
            prefer(preference, ALIGNMENT_B, alignment(operands.left));
            prefer(preference, ALIGNMENT_C, alignment(operands.y));
            prefer(preference, ALIGNMENT_D, alignment(operands.y));
            MemorySegment count = arena.allocate(ValueLayout.JAVA_INT);
            boolean supported = library.supports(
                    "cublasLtMatmulAlgoGetHeuristic",
                    context.handle(),
                    description,
                    right,
                    left,
                    y,
                    y,
                    preference,
                    1,
                    algorithm.address(),
                    count.address());
            return supported
                    && count.get(ValueLayout.JAVA_INT, 0) == 1
                    && algorithm.get(ValueLayout.JAVA_INT, STATUS_AT) == 0;
        } finally {
            library.call("cublasLtMatmulPreferenceDestroy", preference);
        }
    }

    private void prefer(long preference, int attribute, Number value) {
        library.set("cublasLtMatmulPreferenceSetAttribute", preference, attribute, value);
    }

    private static int alignment(long address) {
        return (int) Math.min(MOST_ALIGNMENT, Long.lowestOneBit(address));
    }

    /// Puts it into a stream. The library loads its kernels when they first compute, which the capture of a graph does
    /// not allow: the product has to have been computed before.
    public void enqueue(long stream) {
        library.call(
                "cublasLtMatmul",
                context.handle(),
                description,
                factors.address(),
                operands.right,
                right,
                operands.left,
                left,
                factors.address() + Float.BYTES,
                operands.y,
                y,
                operands.y,
                y,
                algorithm.address(),
                context.workspace(),
                MatrixProducts.WORKSPACE_BYTES,
                stream);
    }

    /// Frees what describes it; graphs that it was captured in need none of that.
    @Override
    public void close() {
        library.call("cublasLtMatrixLayoutDestroy", y);
        library.call("cublasLtMatrixLayoutDestroy", right);
        library.call("cublasLtMatrixLayoutDestroy", left);
        library.call("cublasLtMatmulDescDestroy", description);
    }
}
