package dev.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.millrace.engine.data.Batch;
import dev.millrace.engine.data.Tensor;
import dev.millrace.engine.score.MetricAccumulators;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Compile;
import dev.millrace.nn.DType;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.layer.Dropout;
import dev.millrace.nn.loss.CategoricalCrossentropy;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.Adam;
import dev.millrace.nn.optimizer.SGD;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A training step of the textbook's network allocates nothing on the heap, once the JVM has compiled it.
///
/// In a JVM of its own: what the compilers make of code that other programs have run too is another question.
final class AllocationTest {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int STEPS = 200;
    private static final int PIXELS = 784;

    @ParameterizedTest
    @ValueSource(strings = {"1 sgd", "10 sgd", "100 adam", "100 adam 0.5", "10 adam weighted"})
    void shouldAllocateNothing(String setting) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-javaagent"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), AllocationTest.class.getName()));
        command.addAll(List.of(setting.split(" ")));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var output = process.inputReader()) {
            String said = output.readAllAsString();
            assertThat(process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    /// Trains until so many steps have allocated nothing.
    ///
    /// @param args batch size and optimizer; and the share that is dropped before each layer but the first, or
    /// `weighted` for examples with weights and metrics that take notice of them
    /// @throws IllegalStateException if that does not come
    public static void main(String[] args) {
        var optimizer = args[1].equals("adam") ? new Adam() : new SGD(0.1, 0, false);
        boolean weighted = args.length > 2 && args[2].equals("weighted");
        List<Metric> weightedMetrics = weighted
                ? List.of(Metrics.ACCURACY, Metrics.of("root_mean_squared_error"), Metrics.of("r2_score"))
                : List.of();
        var compile = new Compile(optimizer, new CategoricalCrossentropy(), List.of(Metrics.ACCURACY), weightedMetrics);
        var model = Sequential.of(
                Shape.of(PIXELS),
                Stream.of(
                                Stream.of(Dense.of(500, Activation.SIGMOID)),
                                dropout(args),
                                Stream.of(Dense.of(500, Activation.SIGMOID)),
                                dropout(args),
                                Stream.of(Dense.of(10, Activation.SOFTMAX)))
                        .flatMap(layers -> layers)
                        .toArray(Layer[]::new));
        Batch plain = batch(Integer.parseInt(args[0]));
        Batch batch = weighted ? plain.withWeights(Tensor.of(Shape.of(), new float[plain.size()])) : plain;
        var scores = new MetricAccumulators(model, compile);
        long allocated = Long.MAX_VALUE;
        long end = System.nanoTime() + DEADLINE.toNanos() / 2;
        try (Network network = Network.create(KernelSets.vector(), model, compile, 1)) {
            while (allocated > 0) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException(STEPS + " steps still allocate " + allocated + " bytes");
                }
                long before = allocated();
                for (int step = 0; step < STEPS; step++) {
                    network.trainStep(batch, scores);
                }
                allocated = allocated() - before;
            }
        }
    }

    private static Stream<Layer> dropout(String... args) {
        return Stream.of(args)
                .skip(2)
                .filter(rate -> !rate.equals("weighted"))
                .map(rate -> Dropout.of(Double.parseDouble(rate)));
    }

    /// Images of which four pixels in five are dark, as MNIST's are.
    private static Batch batch(int size) {
        var random = new Random(1);
        var pixels = new byte[size * PIXELS];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (random.nextInt(5) == 0 ? random.nextInt(256) : 0);
        }
        int[] classes = random.ints(size, 0, 10).toArray();
        return new Batch(
                new Tensor(DType.U8, Shape.of(PIXELS), ByteBuffer.wrap(pixels), 1 / 255f), Tensor.ofClasses(classes));
    }

    private static long allocated() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }
}
