package dev.millrace.engine.vector;

import dev.millrace.engine.kernel.Matrix;
import dev.millrace.engine.kernel.Op;
import dev.millrace.nn.Activation;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// Measures the convolutions of a network 28x28x1 -> Conv 32 3x3 ReLU -> pool 2 -> Conv 64 3x3 ReLU -> pool 2, in
/// interleaved rounds, beside a matrix product. Medians: GFLOP/s, or microseconds where it is not about sums.
///
/// Arguments: threads, batch size, rounds.
final class ConvolutionSpeed {
    private static final long ROUND_NANOS = 100_000_000;

    private ConvolutionSpeed() {}

    /// The processor time of a single thread, as others may be busy; of several the time on the wall.
    private static long now(int threads) {
        return threads == 1 ? ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() : System.nanoTime();
    }

    private record Work(Op op, double flop) {}

    public static void main(String[] args) {
        int threads = Integer.parseInt(args[0]);
        int n = Integer.parseInt(args[1]);
        int rounds = Integer.parseInt(args[2]);
        double flop1 = 2.0 * n * 26 * 26 * 9 * 32;
        double flop2 = 2.0 * n * 11 * 11 * 288 * 64;
        Map<String, Work> all = new LinkedHashMap<>();
        try (var k = (VectorKernels) VectorKernelSet.with(threads).open()) {
            var steps = ConvolutionalSteps.of(k, n);
            all.put("conv1 forward", new Work(steps.forward1(), flop1));
            all.put("pool1 us", new Work(steps.pool1(), 0));
            all.put("conv2 forward", new Work(steps.forward2(), flop2));
            all.put("pool2 us", new Work(steps.pool2(), 0));
            all.put("pool2 gradient us", new Work(steps.poolGradient2(), 0));
            all.put("conv2 gradients", new Work(steps.gradient2(), 2 * flop2));
            all.put("conv2 gradient by kernel", new Work(steps.kernelGradient2(), flop2));
            all.put("pool1 gradient us", new Work(steps.poolGradient1(), 0));
            all.put("conv1 gradient", new Work(steps.gradient1(), flop1));
            Op step = k.sequence(steps.all());
            all.put("all", new Work(step, 2 * flop1 + 3 * flop2));
            all.put("all us", new Work(step, 0));
            var a = new Matrix(VectorBuffer.allocate(n * 8 * 512), n * 8, 512);
            var b = new Matrix(VectorBuffer.allocate(512 * 64), 512, 64);
            var c = new Matrix(VectorBuffer.allocate(n * 8 * 64), n * 8, 64);
            Arrays.fill(VectorBuffer.of(a).array(), 1);
            all.put("product x 512 x 64", new Work(k.dense(a, b, null, Activation.LINEAR, c), 2.0 * n * 8 * 512 * 64));
            measure(all, threads, rounds);
        }
    }

    private static void measure(Map<String, Work> all, int threads, int rounds) {
        double[][] nanos = new double[all.size()][rounds];
        for (int round = -2; round < rounds; round++) {
            int i = 0;
            for (Work work : all.values()) {
                long start = now(threads);
                long end = start;
                long best = Long.MAX_VALUE;
                while (end - start < ROUND_NANOS) {
                    long from = now(threads);
                    work.op.run();
                    end = now(threads);
                    best = Math.min(best, end - from);
                }
                if (round >= 0) {
                    nanos[i][round] = best;
                }
                i++;
            }
        }
        int i = 0;
        for (Map.Entry<String, Work> entry : all.entrySet()) {
            Arrays.sort(nanos[i]);
            double median = nanos[i++][rounds / 2];
            double flop = entry.getValue().flop;
            System.out.printf("%-28s %8.1f%n", entry.getKey(), flop == 0 ? median / 1000 : flop / median);
        }
    }
}
