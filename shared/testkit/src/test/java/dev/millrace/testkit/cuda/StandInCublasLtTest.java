package dev.millrace.testkit.cuda;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The stand-in for cuBLASLt: `D = op(A) · op(B)` with matrices that lie column by column.
final class StandInCublasLtTest {
    private static final int INVALID_VALUE = 7;
    private static final int EXECUTION_FAILED = 13;
    private static final int NOT_SUPPORTED = 15;
    private static final int FLOATS = 68;
    private static final int TF32 = 77;
    private static final long WORKSPACE = 1L << 20;

    private @Nullable Cuda opened;

    @BeforeEach
    void open() throws IOException {
        var libraries = StandInCuda.libraries();
        assumeTrue(libraries.isPresent(), "there is no g++ to compile the stand-in for CUDA with");
        StandInCuda.reset();
        opened = new Cuda(libraries.get());
        opened.open();
    }

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    private Cuda cuda() {
        return Objects.requireNonNull(opened);
    }

    /// `(m, k) · (k, n)`, each with a leading dimension of its own, and where the operands are.
    private final class Product {
        final long handle = cuda().handle("cublasLtCreate");
        final long stream = cuda().stream();
        final long description;
        final long[] layouts;
        final long preference = cuda().handle("cublasLtMatmulPreferenceCreate");
        final MemorySegment result = cuda().pinned(96);
        final MemorySegment factors = cuda().pinned(8);
        final long a = cuda().allocate(4096);
        final long b = cuda().allocate(4096);
        final long d = cuda().allocate(4096);
        final long workspace = cuda().allocate(WORKSPACE);

        Product(int compute, int m, int n, int k, boolean transposedA, boolean transposedB) {
            description = cuda().handle("cublasLtMatmulDescCreate", compute, 0);
            set("cublasLtMatmulDescSetAttribute", description, 3, transposedA ? 1 : 0);
            set("cublasLtMatmulDescSetAttribute", description, 4, transposedB ? 1 : 0);
            layouts = new long[] {
                transposedA ? layout(k, m) : layout(m, k), transposedB ? layout(n, k) : layout(k, n), layout(m, n)
            };
            set("cublasLtMatmulPreferenceSetAttribute", preference, 3, 2);
            factors.set(JAVA_FLOAT, 0, 1);
            factors.set(JAVA_FLOAT, 4, 0);
        }

        void set(String function, long of, int attribute, int value) {
            var buffer = cuda().pinned(4);
            buffer.set(JAVA_INT, 0, value);
            cuda().check(function, of, attribute, buffer.address(), 4L);
        }

        private long layout(long rows, long columns) {
            return cuda().handle("cublasLtMatrixLayoutCreate", 0, rows, columns, rows + 1);
        }

        int plan(long workspaceBytes) {
            var most = cuda().pinned(8);
            most.set(JAVA_LONG, 0, workspaceBytes);
            cuda().check("cublasLtMatmulPreferenceSetAttribute", preference, 1, most.address(), 8L);
            return cuda().call(
                            "cublasLtMatmulAlgoGetHeuristic",
                            handle,
                            description,
                            layouts[0],
                            layouts[1],
                            layouts[2],
                            layouts[2],
                            preference,
                            1,
                            result.address(),
                            cuda().pinned(4).address());
        }

        int multiply(long from, long workspaceBytes) {
            return cuda().call(
                            "cublasLtMatmul",
                            handle,
                            description,
                            factors.address(),
                            from,
                            layouts[0],
                            b,
                            layouts[1],
                            factors.address() + 4,
                            d,
                            layouts[2],
                            d,
                            layouts[2],
                            result.address(),
                            workspace,
                            workspaceBytes,
                            stream);
        }

        void upload(long to, float... values) {
            var host = cuda().pinned(4L * values.length);
            MemorySegment.copy(values, 0, host, JAVA_FLOAT, 0, values.length);
            cuda().check("cuMemcpyHtoDAsync_v2", to, host.address(), host.byteSize(), stream);
        }

        float[] download(int floats) {
            var host = cuda().pinned(4L * floats);
            cuda().check("cuMemcpyDtoHAsync_v2", host.address(), d, host.byteSize(), stream);
            cuda().check("cuStreamSynchronize", stream);
            return host.toArray(JAVA_FLOAT);
        }
    }

    /// `(2, 3) · (3, 2)`; the last value of each column belongs to none of them.
    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void shouldMultiply(boolean transposedA, boolean transposedB) {
        var product = new Product(FLOATS, 2, 2, 3, transposedA, transposedB);
        product.upload(
                product.a,
                transposedA ? new float[] {1, 2, 3, -1, 4, 5, 6, -1} : new float[] {1, 4, -1, 2, 5, -1, 3, 6, -1});
        product.upload(
                product.b,
                transposedB
                        ? new float[] {7, 8, -1, 9, 10, -1, 11, 12, -1}
                        : new float[] {7, 9, 11, -1, 8, 10, 12, -1});
        product.upload(product.d, 0, 0, -5, 0, 0, -5);
        assertThat(product.plan(WORKSPACE)).isZero();
        assertThat(product.multiply(product.a, WORKSPACE)).isZero();
        assertThat(product.download(6)).containsExactly(58, 139, -5, 64, 154, -5);
    }

    @Test
    void shouldRoundToTf32WhereThatIsAskedFor() {
        float little = 1 + 0x1p-11f + 0x1p-20f;
        for (int compute : new int[] {FLOATS, TF32}) {
            var product = new Product(compute, 1, 1, 1, false, false);
            product.upload(product.a, little);
            product.upload(product.b, 1);
            assertThat(product.plan(WORKSPACE)).isZero();
            assertThat(product.multiply(product.a, WORKSPACE)).isZero();
            assertThat(product.download(1)).containsExactly(compute == TF32 ? 1 + 0x1p-10f : little);
        }
    }

    @Test
    void shouldBeCapturedAndReplayed() {
        var product = new Product(FLOATS, 1, 1, 1, false, false);
        product.upload(product.b, 3);
        assertThat(product.plan(WORKSPACE)).isZero();
        cuda().check("cuStreamBeginCapture_v2", product.stream, 1);
        assertThat(product.multiply(product.a, WORKSPACE)).isZero();
        long graph = cuda().handleAfter("cuStreamEndCapture", product.stream);
        long exec = cuda().handle("cuGraphInstantiateWithFlags", graph, 0L);
        for (int i = 1; i <= 3; i++) {
            product.upload(product.a, i);
            cuda().check("cuGraphLaunch", exec, product.stream);
            assertThat(product.download(1)).containsExactly(3 * i);
        }
    }

    @Test
    void shouldRefuseWhatWasNotPlanned() {
        var product = new Product(FLOATS, 2, 2, 2, false, false);
        assertThat(product.plan(WORKSPACE - 1)).isEqualTo(NOT_SUPPORTED);
        assertThat(product.multiply(product.a, WORKSPACE)).isEqualTo(INVALID_VALUE);
        assertThat(product.plan(WORKSPACE)).isZero();
        assertThat(product.multiply(product.a, WORKSPACE - 1)).isEqualTo(INVALID_VALUE);
        // Operands are aligned to 256 bytes where nothing else was said.
        assertThat(product.multiply(product.a + 64, WORKSPACE)).isEqualTo(INVALID_VALUE);
        product.set("cublasLtMatmulPreferenceSetAttribute", product.preference, 5, 64);
        assertThat(product.plan(WORKSPACE)).isZero();
        assertThat(product.multiply(product.a + 64, WORKSPACE)).isZero();
        product.set("cublasLtMatmulDescSetAttribute", product.description, 3, 1);
        assertThat(product.multiply(product.a, WORKSPACE)).isEqualTo(INVALID_VALUE);
    }

    @Test
    void shouldTouchNothingButItsOperands() {
        var product = new Product(FLOATS, 30, 30, 30, false, false);
        assertThat(product.plan(WORKSPACE)).isZero();
        assertThat(product.multiply(product.a, WORKSPACE)).isZero();
        cuda().check("cuStreamSynchronize", product.stream);
        assertThat(product.multiply(product.a + 1024, WORKSPACE)).isZero();
        assertThat(cuda().call("cuStreamSynchronize", product.stream)).isEqualTo(700);
        assertThat(product.multiply(product.a, WORKSPACE)).isEqualTo(EXECUTION_FAILED);
    }
}
