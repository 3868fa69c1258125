package dev.millrace.testkit.cuda;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.testkit.Seeds;
import dev.millrace.testkit.cuda.StandInCuda.Order;
import dev.millrace.testkit.cuda.StandInCuda.Sabotage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class StandInCudaTest {
    private static final int OUT_OF_MEMORY = 2;
    private static final int ILLEGAL_ADDRESS = 700;
    private static final int MISALIGNED_ADDRESS = 716;
    private static final int LAUNCH_FAILED = 719;

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

    private MemorySegment read(long stream, long from, long bytes) {
        var to = cuda().pinned(bytes);
        cuda().check("cuMemcpyDtoHAsync_v2", to.address(), from, bytes, stream);
        cuda().check("cuStreamSynchronize", stream);
        return to;
    }

    private int run(String kernel, int threads, Object... parameters) {
        long stream = cuda().stream();
        cuda().checked(cuda().launch(stream, kernel, 1, threads, parameters));
        return cuda().call("cuStreamSynchronize", stream);
    }

    @Test
    void shouldPassParameters() {
        long stream = cuda().stream();
        long y = cuda().allocate(24);
        int[] grid = {3, 2, 8, 4};
        cuda().checked(cuda().launch(stream, "echo", grid, 0.5f, -3, 1L << 40, 0L, 0.25, y));
        assertThat(read(stream, y, 24).toArray(JAVA_FLOAT)).containsExactly(0.5f, -3, 0x1p40f, 1, 0.25f, 3284);
    }

    @Test
    void shouldPoisonFreshMemory() {
        long stream = cuda().stream();
        assertThat(read(stream, cuda().allocate(40), 40).toArray(JAVA_FLOAT)).containsOnly(Float.NaN);
        assertThat(cuda().pinned(40).toArray(JAVA_FLOAT)).containsOnly(Float.NaN);
    }

    @Test
    void shouldSayWhatIsWrongWithASource() {
        assertThat(cuda().log("extern \"C\" __global__ void f(int n) { return m; }", 6))
                .contains("‘m’ was not declared");
    }

    @Seeds(10)
    void shouldGiveTheSameBitsInAllOrders(long seed) {
        StandInCuda.order(Order.FORWARD, seed);
        float[] forward = sums();
        StandInCuda.order(Order.BACKWARD, seed);
        assertThat(sums()).isEqualTo(forward);
        StandInCuda.order(Order.RANDOM, seed);
        assertThat(sums()).isEqualTo(forward);
    }

    // Of n values 0.1 i + 1, in eight blocks.
    private float[] sums() {
        int n = 5000;
        long stream = cuda().stream();
        var host = cuda().pinned(4L * n);
        for (int i = 0; i < n; i++) {
            host.setAtIndex(JAVA_FLOAT, i, i);
        }
        long x = cuda().allocate(4L * n);
        long y = cuda().allocate(32);
        cuda().check("cuMemcpyHtoDAsync_v2", x, host.address(), 4L * n, stream);
        cuda().checked(cuda().launch(stream, "affine", 3, 128, n, 0.1f, 1f, x));
        cuda().checked(cuda().launch(stream, "sum", 8, 256, n, x, y));
        float[] sums = read(stream, y, 32).toArray(JAVA_FLOAT);
        cuda().check("cuMemFree_v2", x);
        cuda().check("cuMemFree_v2", y);
        return sums;
    }

    @ParameterizedTest
    @EnumSource(Order.class)
    void shouldShowThatABarrierIsMissing(Order order) {
        StandInCuda.order(order, 7);
        assertThat(neighbours("neighbour")).isTrue();
        assertThat(neighbours("neighbourWithoutBarrier")).isFalse();
        StandInCuda.sabotage(Sabotage.NO_BARRIER);
        assertThat(neighbours("neighbour")).isFalse();
    }

    private boolean neighbours(String kernel) {
        long stream = cuda().stream();
        long y = cuda().allocate(256);
        cuda().checked(cuda().launch(stream, kernel, 1, 64, y));
        int[] found = read(stream, y, 256).toArray(JAVA_INT);
        for (int i = 0; i < found.length; i++) {
            if (found[i] != (i + 1) % 64) {
                return false;
            }
        }
        return true;
    }

    @ParameterizedTest
    @CsvSource({"1000, 250", "1000, 255", "1000, 256", "1000, -1", "1024, 256", "1024, 100000", "1024, -1000000"})
    void shouldCatchWhatIsWrittenOutsideAnAllocation(long bytes, int at) {
        long y = cuda().allocate(bytes);
        assertThat(run("poke", 1, at, y)).isEqualTo(ILLEGAL_ADDRESS);
        assertThat(cuda().call("cuMemFree_v2", y)).isEqualTo(ILLEGAL_ADDRESS);
        assertThat(cuda().call("cuCtxSynchronize")).isEqualTo(ILLEGAL_ADDRESS);
    }

    @Test
    void shouldCatchWhatIsWrittenToFreedMemoryAndToNull() {
        assertThat(run("poke", 1, 0, 0L)).isEqualTo(ILLEGAL_ADDRESS);
        StandInCuda.reset();
        reopen();
        long y = cuda().allocate(64);
        cuda().check("cuMemFree_v2", y);
        assertThat(run("poke", 1, 0, y)).isEqualTo(ILLEGAL_ADDRESS);
    }

    private void reopen() {
        try {
            cuda().open();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"pokeShared, 8", "divide, 0"})
    void shouldFailALaunch(String kernel, int parameter) {
        assertThat(run(kernel, 1, parameter, cuda().allocate(64))).isEqualTo(LAUNCH_FAILED);
    }

    @ParameterizedTest
    @EnumSource(Order.class)
    void shouldFailALaunchWhoseThreadsDoNotMeet(Order order) {
        for (var kernel : new String[] {"leaveBeforeBarrier", "leaveBeforeShuffle"}) {
            StandInCuda.order(order, 3);
            assertThat(run(kernel, 32, cuda().allocate(128))).isEqualTo(LAUNCH_FAILED);
            StandInCuda.reset();
            reopen();
        }
    }

    @Test
    void shouldCatchAddressesThatAreNotAligned() {
        assertThat(run("skewed", 1, 2, cuda().allocate(64))).isEqualTo(MISALIGNED_ADDRESS);
    }

    // Its handler of signals stands before the JVM's, which makes exceptions of them.
    @Test
    void shouldLeaveTheSignalsOfTheJvmAlone() {
        assertThat(run("poke", 1, 0, 0L)).isEqualTo(ILLEGAL_ADDRESS);
        int sum = 0;
        for (int i = 0; i < 200_000; i++) {
            sum += length("text"); // compiled without a check for null: there a signal says so
        }
        assertThat(sum).isEqualTo(800_000);
        assertThatNullPointerException().isThrownBy(() -> length(null));
        assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> depth(1_000_000_000));
    }

    @SuppressWarnings("NullAway") // on purpose
    private static int length(@Nullable String text) {
        return text.length();
    }

    private static int depth(int depth) {
        return depth == 0 ? 0 : depth(depth - 1) + 1;
    }

    @Test
    void shouldReadHostMemoryNoSoonerThanItMust() {
        long stream = cuda().stream();
        long x = cuda().allocate(4);
        var host = cuda().pinned(4);
        host.set(JAVA_FLOAT, 0, 1);
        cuda().check("cuMemcpyHtoDAsync_v2", x, host.address(), 4L, stream);
        host.set(JAVA_FLOAT, 0, 2);
        assertThat(read(stream, x, 4).get(JAVA_FLOAT, 0)).isEqualTo(2);
    }

    @Test
    void shouldShowThatAWaitIsMissing() {
        assertThat(wrongOfTwoStreams()).isZero();
        StandInCuda.sabotage(Sabotage.NO_STREAM_WAIT);
        assertThat(wrongOfTwoStreams()).isPositive();
        StandInCuda.sabotage(Sabotage.NO_EVENT_SYNCHRONIZE);
        assertThat(wrongOfTwoStreams()).isPositive();
    }

    // One stream copies what the other one doubles; an event in each direction.
    private int wrongOfTwoStreams() {
        long copies = cuda().stream();
        long computes = cuda().stream();
        long copied = cuda().handle("cuEventCreate", 2);
        long computed = cuda().handle("cuEventCreate", 2);
        long x = cuda().allocate(4);
        var in = cuda().pinned(4);
        var out = cuda().pinned(4);
        int wrong = 0;
        for (int i = 0; i < 50; i++) {
            in.set(JAVA_FLOAT, 0, i);
            cuda().check("cuMemcpyHtoDAsync_v2", x, in.address(), 4L, copies);
            cuda().check("cuEventRecord", copied, copies);
            cuda().check("cuStreamWaitEvent", computes, copied, 0);
            cuda().checked(cuda().launch(computes, "affine", 1, 32, 1, 2f, 0f, x));
            cuda().check("cuMemcpyDtoHAsync_v2", out.address(), x, 4L, computes);
            cuda().check("cuEventRecord", computed, computes);
            cuda().check("cuEventSynchronize", computed);
            wrong += out.get(JAVA_FLOAT, 0) == 2 * i ? 0 : 1;
        }
        cuda().check("cuCtxSynchronize");
        return wrong;
    }

    @Test
    void shouldAnswerTruthfullyWhetherAnEventWasReached() {
        long stream = cuda().stream();
        long event = cuda().handle("cuEventCreate", 0);
        long x = cuda().allocate(4);
        for (int i = 0; i < 20; i++) {
            cuda().check("cuMemsetD32Async", x, i, 1L, stream);
        }
        cuda().check("cuEventRecord", event, stream);
        int asked = 1;
        for (int answer; (answer = cuda().call("cuEventQuery", event)) != 0; asked++) {
            assertThat(answer).isEqualTo(600);
        }
        assertThat(asked).isBetween(7, 1000);
    }

    @Test
    void shouldCaptureAndReplay() {
        long stream = cuda().stream();
        long x = cuda().allocate(16);
        long y = cuda().allocate(16);
        cuda().check("cuMemsetD32Async", x, Float.floatToIntBits(1), 4L, stream);
        cuda().check("cuStreamBeginCapture_v2", stream, 0);
        cuda().checked(cuda().launch(stream, "affine", 1, 32, 4, 2f, 1f, x));
        cuda().check("cuMemcpyDtoDAsync_v2", y, x, 16L, stream);
        cuda().check("cuMemsetD32Async", x + 12, 0, 1L, stream);
        long graph = cuda().handleAfter("cuStreamEndCapture", stream);
        long exec = cuda().handle("cuGraphInstantiateWithFlags", graph, 0L);
        cuda().check("cuGraphDestroy", graph);
        assertThat(read(stream, x, 16).toArray(JAVA_FLOAT)).containsExactly(1, 1, 1, 1);
        for (int i = 0; i < 3; i++) {
            cuda().check("cuGraphLaunch", exec, stream);
        }
        cuda().check("cuGraphExecDestroy", exec);
        assertThat(read(stream, x, 16).toArray(JAVA_FLOAT)).containsExactly(15, 15, 15, 0);
        assertThat(read(stream, y, 16).toArray(JAVA_FLOAT)).containsExactly(15, 15, 15, 1);
    }

    @Test
    void shouldRefuseWhatDisturbsACapture() {
        assertThat(cuda().call("cuStreamBeginCapture_v2", cuda().handle("cuStreamCreate", 0), 0))
                .isEqualTo(906);
        long stream = cuda().stream();
        long out = cuda().pinned(8).address();
        cuda().check("cuStreamBeginCapture_v2", stream, 0);
        assertThat(cuda().call("cuMemAlloc_v2", out, 8L)).isEqualTo(900);
        assertThat(cuda().call("cuStreamSynchronize", stream)).isEqualTo(900);
        assertThat(cuda().call("cuStreamEndCapture", stream, out)).isEqualTo(901);
    }

    @Test
    void shouldRefuseWhatCudaRefuses() {
        long stream = cuda().stream();
        long x = cuda().allocate(64);
        var pinned = cuda().pinned(64);
        assertThat(cuda().launch(stream, "poke", 1, 1025, 0, x)).isEqualTo(1);
        assertThat(cuda().launch(stream, "poke", 0, 1, 0, x)).isEqualTo(1);
        assertThat(cuda().launch(stream, "poke", new int[] {1, 65536, 1, 1}, 0, x))
                .isEqualTo(1);
        assertThat(cuda().call("cuMemcpyHtoDAsync_v2", x + 4, pinned.address(), 64L, stream))
                .isEqualTo(1);
        assertThat(cuda().call("cuMemcpyHtoDAsync_v2", x, pinned.address() + 4, 64L, stream))
                .isEqualTo(1);
        assertThat(cuda().call("cuMemsetD32Async", x + 2, 0, 1L, stream)).isEqualTo(1);
        cuda().check("cuStreamDestroy_v2", stream);
        assertThat(cuda().call("cuStreamSynchronize", stream)).isEqualTo(400);
        cuda().check("cuCtxSetCurrent", 0L);
        assertThat(cuda().call("cuCtxSynchronize")).isEqualTo(201);
    }

    @Test
    void shouldReturnTheErrorThatIsInjected() {
        long before = StandInCuda.calls();
        StandInCuda.inject(2, OUT_OF_MEMORY);
        long x = cuda().allocate(4);
        assertThat(cuda().call("cuMemFree_v2", x)).isEqualTo(OUT_OF_MEMORY);
        cuda().check("cuMemFree_v2", x);
        assertThat(StandInCuda.calls()).isEqualTo(before + 3);
        StandInCuda.inject(1, LAUNCH_FAILED);
        assertThat(cuda().call("cuCtxSynchronize")).isEqualTo(LAUNCH_FAILED);
        assertThat(cuda().call("cuCtxSynchronize")).isEqualTo(LAUNCH_FAILED);
        assertThat(cuda().text("cuGetErrorName", LAUNCH_FAILED)).isEqualTo("CUDA_ERROR_LAUNCH_FAILED");
        assertThat(cuda().text("cuGetErrorString", LAUNCH_FAILED)).isEqualTo("unspecified launch failure");
    }

    @Test
    void shouldHaveAsMuchMemoryAsItIsTold() {
        StandInCuda.memory(4096);
        long x = cuda().allocate(3000);
        var out = cuda().pinned(8);
        assertThat(cuda().call("cuMemAlloc_v2", out.address(), 2000L)).isEqualTo(OUT_OF_MEMORY);
        cuda().check("cuMemFree_v2", x);
        cuda().allocate(4096);
    }
}
