package dev.millrace.engine;

import dev.millrace.engine.vector.VectorKernelSet;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Dense;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/// Seconds per epoch of the textbooks' digits network (784-500-500-10) on the images of MNIST, with every kernel
/// set.
///
/// Not a test. How long the calling thread had a core, in the best of the epochs, tells more than the time where
/// other programs run. To be run with the engine's test class path and the flags of the root POM:
///
/// ```
/// java ... dev.millrace.engine.EpochBenchmark FOLDER [KERNEL_SET[:THREADS] [BATCH_SIZE [sgd|adam [EPOCHS]]]]
/// ```
///
/// `FOLDER` holds `train-images-idx3-ubyte.gz` and `train-labels-idx1-ubyte.gz`; the rest, where left out, is each.
final class EpochBenchmark {
    private static final int PIXELS = 28 * 28;
    private static final Sequential MODEL = Sequential.of(
            Shape.of(PIXELS),
            Dense.of(500, Activation.SIGMOID),
            Dense.of(500, Activation.SIGMOID),
            Dense.of(10, Activation.SOFTMAX));

    private final ByteBuffer images;
    private final ByteBuffer labels;

    private EpochBenchmark(Path folder) throws IOException {
        this.images = read(folder.resolve("train-images-idx3-ubyte.gz"), 16);
        this.labels = read(folder.resolve("train-labels-idx1-ubyte.gz"), 8);
    }

    public static void main(String[] args) throws IOException {
        var benchmark = new EpochBenchmark(Path.of(args[0]));
        List<String> sets = args.length > 1 ? List.of(args[1]) : List.of("nd4j", "vector:1", "vector");
        List<Integer> sizes = args.length > 2 ? List.of(Integer.parseInt(args[2])) : List.of(1, 10, 100, 1000);
        List<String> optimizers = args.length > 3 ? List.of(args[3]) : List.of("sgd", "adam");
        int epochs = args.length > 4 ? Integer.parseInt(args[4]) : 3;
        for (int size : sizes) {
            for (String optimizer : optimizers) {
                for (String set : sets) {
                    benchmark.run(set, size, optimizer, epochs);
                }
            }
        }
    }

    private static ByteBuffer read(Path file, int header) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            byte[] bytes = in.readAllBytes();
            return ByteBuffer.wrap(bytes).slice(header, bytes.length - header);
        }
    }

    private static KernelSet kernelSet(String name) {
        if (name.equals("nd4j")) {
            return KernelSet.nd4j();
        }
        return name.equals("vector")
                ? KernelSet.vector()
                : VectorKernelSet.with(Integer.parseInt(name.substring(name.indexOf(':') + 1)));
    }

    /// The slow set gets a part of an epoch where all of it would take minutes.
    private void run(String set, int size, String optimizer, int epochs) {
        boolean slow = set.equals("nd4j") && size < 100;
        int count = slow ? size * 500 : labels.capacity();
        var compile = new Compile(
                optimizer.equals("adam") ? new Optimizer.Adam() : new Optimizer.SGD(0.1, 0, false),
                new Loss.CategoricalCrossentropy(),
                Metric.ACCURACY);
        double[] seconds = new double[epochs];
        double busy = Double.POSITIVE_INFINITY;
        var threads = ManagementFactory.getThreadMXBean();
        var scores = new Scores(compile);
        try (var network = Network.create(kernelSet(set), MODEL, compile, 1)) {
            for (int step = 0; step < Math.min(2000, count / size); step++) {
                network.trainStep(batch(step, size), scores);
            }
            for (int epoch = 0; epoch < epochs; epoch++) {
                scores.reset();
                long start = System.nanoTime();
                long cpu = threads.getCurrentThreadCpuTime();
                for (int step = 0; step < count / size; step++) {
                    network.trainStep(batch(step, size), scores);
                }
                seconds[epoch] = (System.nanoTime() - start) / 1e9 * labels.capacity() / count;
                busy = Math.min(busy, (threads.getCurrentThreadCpuTime() - cpu) / 1e9 * labels.capacity() / count);
            }
        }
        double[] sorted = seconds.clone();
        Arrays.sort(sorted);
        System.out.printf(
                Locale.ROOT,
                "%-9s batch %4d %-4s %8.3f s/epoch (%.3f to %.3f), caller busy %.3f s %s%n",
                set,
                size,
                optimizer,
                sorted[epochs / 2],
                sorted[0],
                sorted[epochs - 1],
                busy,
                scores.results());
    }

    private Batch batch(int step, int size) {
        return new Batch(
                new Tensor(DType.U8, Shape.of(PIXELS), images.slice(step * size * PIXELS, size * PIXELS), 1 / 255f),
                new Tensor(DType.U8, Shape.of(), labels.slice(step * size, size)));
    }
}
