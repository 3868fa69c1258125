package dev.millrace.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.millrace.engine.kernel.Op;
import dev.millrace.engine.kernel.Window;
import dev.millrace.nn.Activation;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Convolutions and pooling allocate nothing, once the JVM has compiled them: in a JVM of its own for each width of
/// vectors.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class ConvolutionAllocationTest {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int STEPS = 20;

    @ParameterizedTest
    @ValueSource(ints = {16, 32, 64})
    void shouldAllocateNothing(int bytes) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-javaagent") && !flag.startsWith("-XX:MaxVectorSize"))
                .forEach(command::add);
        command.add("-XX:MaxVectorSize=" + bytes);
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), ConvolutionAllocationTest.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var output = process.inputReader()) {
            String said = output.readAllAsString();
            assertThat(process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    /// Runs until so many steps have allocated nothing, as one sequence and one after another.
    ///
    /// @throws IllegalStateException if that does not come
    public static void main(String[] args) {
        long end = System.nanoTime() + DEADLINE.toNanos() / 2;
        try (var kernels = (VectorKernels) VectorKernelSet.with(1).open()) {
            List<Op> ops = new ArrayList<>(ConvolutionalSteps.of(kernels, 2).all());
            ops.addAll(uneven(kernels));
            Op all = kernels.sequence(ops);
            List<Op> apart = ConvolutionalSteps.of(kernels, 2).all();
            long allocated = Long.MAX_VALUE;
            while (allocated > 0) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException(STEPS + " steps still allocate " + allocated + " bytes");
                }
                long before = THREADS.getCurrentThreadAllocatedBytes();
                for (int step = 0; step < STEPS; step++) {
                    all.run();
                    for (int i = 0; i < apart.size(); i++) {
                        apart.get(i).run();
                    }
                }
                allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            }
        }
    }

    /// Channels that fill no vector, padding, strides, windows that overlap.
    private static List<Op> uneven(VectorKernels k) {
        var window = new Window(3, 3, 2, 2, 1, 1, 1, 1);
        var x = ConvolutionalSteps.images(3, 9, 3);
        var y = ConvolutionalSteps.images(3, 5, 13);
        var dy = ConvolutionalSteps.images(3, 5, 13);
        var dx = ConvolutionalSteps.images(3, 9, 3);
        var kernel = ConvolutionalSteps.buffer(9 * 3 * 13);
        var bias = ConvolutionalSteps.buffer(13);
        var p = ConvolutionalSteps.images(3, 3, 13);
        var dp = ConvolutionalSteps.images(3, 3, 13);
        return List.of(
                k.images().conv2d(window, x, kernel, bias, Activation.RELU, y),
                k.images().maxPool(window, y, p),
                k.images().maxPoolGradient(window, y, p, dp, dy),
                k.images().averagePool(window, y, p),
                k.images().averagePoolGradient(window, dp, dy),
                k.images()
                        .conv2dGradient(
                                window,
                                Activation.RELU,
                                x,
                                kernel,
                                y,
                                dy,
                                ConvolutionalSteps.buffer(9 * 3 * 13),
                                ConvolutionalSteps.buffer(13),
                                dx),
                k.images()
                        .conv2dGradient(
                                window,
                                Activation.RELU,
                                x,
                                kernel,
                                y,
                                dy,
                                ConvolutionalSteps.buffer(9 * 3 * 13),
                                ConvolutionalSteps.buffer(13),
                                null));
    }
}
