package dev.millrace.benchmarks;

import dev.millrace.engine.KernelSets;
import dev.millrace.engine.Network;
import dev.millrace.engine.data.Batch;
import dev.millrace.engine.data.Tensor;
import dev.millrace.engine.score.MetricAccumulators;
import dev.millrace.nn.DType;
import dev.millrace.nn.Shape;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// One training step of the textbook's network, on images with as many dark pixels as MNIST's have: four in five of
/// one, three in five of four at once.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the setup before all else.
public class TrainStep {
    private static final int BATCHES = 16;
    private static final int WIDTH = 28;

    /// How far from the centre pixels are likely to be bright.
    private static final double SPREAD = 4.85;

    /// The kernels that compute it; `vector:1` is one thread.
    @Param({"vector", "nd4j"})
    public String kernels = "";

    /// Examples in one step.
    @Param({"1", "10", "100", "1000"})
    public int batchSize;

    /// What updates the weights.
    @Param({"sgd", "adam"})
    public String optimizer = "";

    private final Batch[] batches = new Batch[BATCHES];
    private Network network;
    private MetricAccumulators scores;
    private int next;

    private static Network network(String kernels, String optimizer) {
        return Network.create(
                KernelSets.named(kernels), Textbook.network(Textbook.UNITS), Setting.compile(optimizer), 1);
    }

    /// Draws the examples.
    @Setup
    public void open() {
        network = network(kernels, optimizer);
        scores = new MetricAccumulators(network.model(), network.compile());
        Random random = new Random(1);
        for (int i = 0; i < BATCHES; i++) {
            batches[i] = batch(random, batchSize);
        }
    }

    private static Batch batch(Random random, int size) {
        ByteBuffer inputs = ByteBuffer.allocate(size * Textbook.PIXELS);
        ByteBuffer labels = ByteBuffer.allocate(size);
        while (inputs.hasRemaining()) {
            int pixel = inputs.position() % Textbook.PIXELS;
            boolean dark = random.nextDouble() > brightness(pixel / WIDTH, pixel % WIDTH);
            inputs.put((byte) (dark ? 0 : 1 + random.nextInt(255)));
        }
        while (labels.hasRemaining()) {
            labels.put((byte) random.nextInt(Textbook.CLASSES));
        }
        return new Batch(
                new Tensor(DType.U8, Shape.of(Textbook.PIXELS), inputs.flip(), 1 / 255f),
                new Tensor(DType.U8, Shape.of(), labels.flip()));
    }

    /// How likely a pixel is bright.
    private static double brightness(int row, int column) {
        double distance = Math.hypot(row - (WIDTH - 1) / 2.0, column - (WIDTH - 1) / 2.0) / SPREAD;
        return Math.exp(-distance * distance / 2);
    }

    /// The step.
    @Benchmark
    public void step() {
        network.trainStep(batches[next], scores);
        next = (next + 1) % BATCHES;
    }

    /// Frees the memory.
    @TearDown
    public void close() {
        network.close();
    }
}
