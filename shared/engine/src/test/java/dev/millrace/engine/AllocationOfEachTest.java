package dev.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.millrace.engine.data.Batch;
import dev.millrace.engine.data.Tensor;
import dev.millrace.engine.score.MetricAccumulators;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Config;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.loss.CategoricalCrossentropy;
import dev.millrace.nn.loss.Losses;
import dev.millrace.nn.metric.F1Score;
import dev.millrace.nn.metric.FBetaScore;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.SGD;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A training step allocates nothing on the heap, whichever activation, loss or metric of the registries it has, also
/// with vectors of 32 and of 16 bytes. In JVMs of their own, as in `AllocationTest`.
@Timeout(900)
final class AllocationOfEachTest {
    private static final Duration DEADLINE = Duration.ofMinutes(6);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int STEPS = 100;
    private static final int INPUTS = 20;
    private static final int CLASSES = 10;
    private static final int ROWS = 11;

    @ParameterizedTest
    @CsvSource({"activations, 16", "activations, 32", "losses, 16", "losses, 32", "metrics, 32"})
    void shouldAllocateNothing(String family, int vectorSize) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-javaagent"))
                .forEach(command::add);
        command.add("-XX:MaxVectorSize=" + vectorSize);
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), AllocationOfEachTest.class.getName(), family));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var output = process.inputReader()) {
            String said = output.readAllAsString();
            assertThat(process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    /// Trains a network with each of a family until so many steps have allocated nothing.
    ///
    /// @param args `activations`, `losses` or `metrics`
    /// @throws IllegalStateException if that does not come
    public static void main(String[] args) {
        switch (args[0]) {
            case "activations" ->
                Stream.of(Activation.values()).forEach(each -> train(each, new CategoricalCrossentropy(), List.of()));
            case "losses" -> losses().forEach(each -> train(Activation.RELU, each, List.of()));
            case "metrics" ->
                metrics().forEach(each -> train(Activation.RELU, new CategoricalCrossentropy(), List.of(each)));
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static Stream<Loss> losses() {
        return Losses.KINDS.kinds().stream().map(kind -> kind.read().apply(Config.none()));
    }

    /// F scores have no default average.
    private static Stream<Metric> metrics() {
        return Metrics.KINDS.kinds().stream().map(kind -> switch (kind.className()) {
            case "F1Score" -> new F1Score("f1_score", F1Score.Average.MACRO, Optional.empty());
            case "FBetaScore" -> new FBetaScore("fbeta_score", F1Score.Average.WEIGHTED, 2, Optional.of(0.5));
            default -> kind.read().apply(Config.none());
        });
    }

    private static void train(Activation activation, Loss loss, List<Metric> metrics) {
        var compile = new Compile(new SGD(0.001, 0, false), loss, metrics, metrics);
        var model = Sequential.of(
                Shape.of(INPUTS),
                Dense.of(37, activation),
                Dense.of(21, activation),
                Dense.of(CLASSES, loss.ofClasses() ? Activation.SOFTMAX : Activation.SIGMOID));
        Batch batch = batch();
        var scores = new MetricAccumulators(model, compile);
        long allocated = Long.MAX_VALUE;
        long end = System.nanoTime() + DEADLINE.toNanos() / 3;
        try (Network network = Network.create(KernelSets.vector(), model, compile, 1)) {
            while (allocated > 0) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException(STEPS + " steps still allocate " + allocated + " bytes with "
                            + activation + ", " + compile);
                }
                long before = THREADS.getCurrentThreadAllocatedBytes();
                for (int step = 0; step < STEPS; step++) {
                    network.trainStep(batch, scores);
                }
                allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            }
        }
    }

    private static Batch batch() {
        var random = new Random(1);
        var inputs = new float[ROWS * INPUTS];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = random.nextFloat();
        }
        return new Batch(
                        Tensor.of(Shape.of(INPUTS), inputs),
                        Tensor.ofClasses(random.ints(ROWS, 0, CLASSES).toArray()))
                .withWeights(Tensor.of(Shape.of(), new float[ROWS]));
    }
}
