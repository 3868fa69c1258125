package dev.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.engine.data.Batch;
import dev.millrace.engine.data.Tensor;
import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.engine.kernel.Kernels;
import dev.millrace.engine.kernel.Matrix;
import dev.millrace.engine.score.MetricAccumulators;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.layer.Dropout;
import dev.millrace.nn.loss.MeanSquaredError;
import dev.millrace.nn.loss.SparseCategoricalCrossentropy;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.Adam;
import dev.millrace.nn.optimizer.SGD;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class DropoutTest {
    static final List<KernelSet> SETS = Golden.KERNEL_SETS;

    private static final int VALUES = 200_000;
    private static final Shape INPUT = Shape.of(6);
    private static final Sequential MODEL = Sequential.of(
            INPUT, Dropout.of(0.2), Dense.of(17, Activation.RELU), Dropout.of(0.5), Dense.of(3, Activation.SOFTMAX));
    private static final Compile COMPILE =
            new Compile(new Adam(), new SparseCategoricalCrossentropy(), Metrics.ACCURACY);

    private static List<Boolean> kept(DrawnMask mask) {
        List<Boolean> kept = new ArrayList<>();
        for (int i = 0; i < VALUES; i++) {
            kept.add(mask.factor(i) != 0);
        }
        return kept;
    }

    private static double share(List<Boolean> one, List<Boolean> other, int shift) {
        int same = 0;
        for (int i = 0; i < VALUES; i++) {
            same += one.get(i).equals(other.get((i + shift) % VALUES)) ? 1 : 0;
        }
        return (double) same / VALUES;
    }

    private static double share(List<Boolean> kept) {
        return (double) kept.stream().filter(k -> k).count() / VALUES;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.25, 0.5, 0.9, 1})
    void shouldDropAsManyAsAskedFor(double rate) {
        for (long step = 1; step < 6; step++) {
            var mask = DrawnMask.of(rate, 7, step);
            // five standard deviations
            assertThat(share(kept(mask))).isCloseTo(1 - rate, within(5 * Math.sqrt(rate * (1 - rate) / VALUES)));
            assertThat(mask.mask().scale()).isEqualTo(rate == 1 ? 0 : (float) (1 / (1 - rate)));
        }
    }

    /// Independent masks agree in half of their values, and so does a mask with itself shifted.
    @Test
    void shouldDropOthersInEachStepAndLayerAndPlace() {
        double deviation = 5 * Math.sqrt(0.25 / VALUES);
        List<List<Boolean>> masks = new ArrayList<>();
        for (int seed = 0; seed < 3; seed++) {
            for (long step = 1; step < 4; step++) {
                masks.add(kept(DrawnMask.of(0.5, seed, step)));
            }
        }
        for (int i = 0; i < masks.size(); i++) {
            for (int j = 0; j < i; j++) {
                assertThat(share(masks.get(i), masks.get(j), 0)).isCloseTo(0.5, within(deviation));
            }
            for (int shift : new int[] {1, 2, 16, 128, 500}) {
                assertThat(share(masks.get(i), masks.get(i), shift)).isCloseTo(0.5, within(deviation));
            }
        }
    }

    @ParameterizedTest
    @FieldSource("SETS")
    void shouldMultiplyByTheMaskInPlaceToo(KernelSet set) {
        int rows = 37;
        int columns = 19;
        var random = new SplittableRandom(5);
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(0.1, 1);
        }
        try (Kernels kernels = set.open()) {
            DrawnMask mask = DrawnMask.of(kernels, 0.3, 11, 4);
            var x = new Matrix(kernels.allocate(values.length), rows, columns);
            var y = new Matrix(kernels.allocate(values.length), rows, columns);
            x.buffer().upload(FloatBuffer.wrap(values));
            kernels.dropout(mask.mask(), x, y).run();
            kernels.dropout(mask.mask(), x, x).run();
            float[] expected = new float[values.length];
            for (int i = 0; i < values.length; i++) {
                expected[i] = values[i] * mask.factor(i);
            }
            assertThat(read(x)).containsExactly(expected);
            assertThat(read(y)).containsExactly(expected);
        }
    }

    private static float[] read(Matrix matrix) {
        float[] values = new float[matrix.buffer().size()];
        matrix.buffer().download(FloatBuffer.wrap(values));
        return values;
    }

    @ParameterizedTest
    @FieldSource("SETS")
    void shouldDropNothingOutsideTraining(KernelSet set) {
        var plain = Sequential.of(INPUT, Dense.of(17, Activation.RELU), Dense.of(3, Activation.SOFTMAX));
        try (Network dropping = Network.create(set, MODEL, COMPILE, 1);
                Network other = Network.restore(
                        set,
                        new TrainedModel(
                                plain, Optional.of(COMPILE), dropping.snapshot().weights(), Optional.empty()))) {
            assertThat(predicted(dropping)).containsExactly(predicted(other));
            assertThat(scored(dropping).results()).isEqualTo(scored(other).results());
        }
    }

    private static float[] predicted(Network network) {
        float[] out = new float[7 * 3];
        network.predict(batch(1).inputs(), 7, FloatBuffer.wrap(out));
        return out;
    }

    private static MetricAccumulators scored(Network network) {
        var scores = new MetricAccumulators(MODEL, COMPILE);
        network.evaluateStep(batch(1), scores);
        return scores;
    }

    @Test
    void shouldGiveEachLayerASeedThatFollowsFromTheModels() {
        assertThat(seeds(1)).doesNotHaveDuplicates().isEqualTo(seeds(1)).doesNotContainAnyElementsOf(seeds(2));
        var given = Sequential.of(INPUT, Dropout.of(0.5).withSeed(9), Dense.of(3));
        try (Network network = Network.create(given, mse(), 1)) {
            assertThat(network.model()).isEqualTo(given);
        }
    }

    private static Compile mse() {
        return new Compile(new SGD(), new MeanSquaredError());
    }

    private static List<Integer> seeds(long seed) {
        try (Network network = Network.create(MODEL, COMPILE, seed)) {
            return network.model().layers().stream()
                    .flatMap(layer -> layer instanceof Dropout dropout
                            ? Stream.of(dropout.seed().orElseThrow())
                            : Stream.of())
                    .toList();
        }
    }

    private static Batch batch(int step) {
        var random = new SplittableRandom(step);
        float[] x = new float[7 * 6];
        int[] classes = new int[7];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextDouble(-1, 1);
            classes[i % 7] = random.nextInt(3);
        }
        return new Batch(Tensor.of(INPUT, x), Tensor.ofClasses(classes));
    }
}
