package dev.millrace.benchmarks;

import dev.millrace.engine.KernelSets;
import dev.millrace.engine.Network;
import dev.millrace.engine.data.Tensor;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.layer.Dense;
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

/// The product `(batch_size, inputs) · (inputs, units)`: of a kernel set as what a layer without activation predicts,
/// of OpenBLAS by itself. The inputs have no zeros.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the setup before all else.
public class MatrixProduct {
    private static final String OPENBLAS = "openblas";

    /// What computes it: a kernel set (`vector:1` is one thread), or OpenBLAS.
    @Param({"vector", "nd4j", OPENBLAS})
    public String kernels = "";

    /// Rows of the first factor.
    @Param({"1", "10", "100", "1000"})
    public int batchSize;

    /// The second factor, `inputs x units`.
    @Param({"784x500", "500x500", "500x10"})
    public String kernel = "";

    private Product product;

    /// Leaves the result where it is overwritten by the next.
    private interface Product extends AutoCloseable {
        Object compute();

        @Override
        default void close() {}
    }

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
        float[] x = random(batchSize * rows);
        product = kernels.equals(OPENBLAS) ? openBlas(rows, columns, x) : predicted(rows, columns, x);
    }

    private Product predicted(int rows, int columns, float[] x) {
        Network network = network(kernels, rows, columns);
        Tensor inputs = Tensor.of(Shape.of(rows), x);
        FloatBuffer out = FloatBuffer.allocate(batchSize * columns);
        return new Product() {
            @Override
            public Object compute() {
                network.predict(inputs, batchSize, out.clear());
                return out;
            }

            @Override
            public void close() {
                network.close();
            }
        };
    }

    private Product openBlas(int rows, int columns, float[] x) {
        OpenBlas blas = OpenBlas.open();
        float[] weights = random(rows * columns);
        float[] out = new float[batchSize * columns];
        return () -> {
            blas.product(batchSize, rows, columns, x, weights, out);
            return out;
        };
    }

    private static float[] random(int size) {
        float[] values = new float[size];
        Random random = new Random(1);
        for (int i = 0; i < values.length; i++) {
            values[i] = 0.5f + random.nextFloat();
        }
        return values;
    }

    /// The product.
    @Benchmark
    public Object product() {
        return product.compute();
    }

    /// Frees the memory.
    @TearDown
    public void close() {
        product.close();
    }
}
