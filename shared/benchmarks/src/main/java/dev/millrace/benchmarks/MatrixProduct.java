package dev.millrace.benchmarks;

import dev.millrace.engine.Network;
import dev.millrace.engine.Tensor;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Dense;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import java.nio.FloatBuffer;
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

/// The product `(batch_size, inputs) · (inputs, units)`, as what a layer without activation predicts; the inputs have
/// no zeros.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the setup before all else.
public class MatrixProduct {
    /// The kernels that compute it; `vector:1` is one thread.
    @Param({"vector", "nd4j"})
    public String kernels = "";

    /// Rows of the first factor.
    @Param({"1", "10", "100", "1000"})
    public int batchSize;

    /// The second factor, `inputs x units`.
    @Param({"784x500", "500x500", "500x10"})
    public String kernel = "";

    private Network network;
    private Tensor inputs;
    private FloatBuffer out;

    private static Network network(String kernels, int inputs, int units) {
        return Network.create(
                KernelSets.named(kernels),
                Sequential.of(Shape.of(inputs), Dense.of(units, Activation.LINEAR)),
                Setting.compile("sgd"),
                1);
    }

    /// Draws the inputs.
    @Setup
    public void open() {
        int times = kernel.indexOf('x');
        int rows = Integer.parseInt(kernel.substring(0, times));
        int columns = Integer.parseInt(kernel.substring(times + 1));
        network = network(kernels, rows, columns);
        float[] values = new float[batchSize * rows];
        Random random = new Random(1);
        for (int i = 0; i < values.length; i++) {
            values[i] = 0.5f + random.nextFloat();
        }
        inputs = Tensor.of(Shape.of(rows), values);
        out = FloatBuffer.allocate(batchSize * columns);
    }

    /// The product.
    @Benchmark
    public FloatBuffer product() {
        network.predict(inputs, batchSize, out.clear());
        return out;
    }

    /// Frees the memory.
    @TearDown
    public void close() {
        network.close();
    }
}
