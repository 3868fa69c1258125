package dev.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.engine.data.Batch;
import dev.millrace.engine.data.Tensor;
import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.engine.score.MetricAccumulators;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Compile;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.loss.BinaryCrossentropy;
import dev.millrace.nn.loss.CategoricalCrossentropy;
import dev.millrace.nn.loss.Huber;
import dev.millrace.nn.loss.MeanAbsoluteError;
import dev.millrace.nn.loss.MeanSquaredError;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.Adam;
import dev.millrace.nn.optimizer.SGD;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What examples count.
final class WeightsTest {
    static final List<KernelSet> SETS = Golden.KERNEL_SETS;

    private static final int INPUTS = 5;
    private static final int OUTPUTS = 3;
    private static final int SIZE = 6;
    private static final int STEPS = 5;
    private static final Sequential MODEL =
            Sequential.of(Shape.of(INPUTS), Dense.of(20, Activation.TANH), Dense.of(OUTPUTS, Activation.SOFTMAX));
    private static final List<Metric> METRICS = List.of(
            Metrics.of("mae"),
            Metrics.of("mean_squared_error"),
            Metrics.of("root_mean_squared_error"),
            Metrics.of("r2_score"),
            Metrics.ACCURACY);

    private static Compile compile(Loss loss, Optimizer optimizer) {
        return new Compile(optimizer, loss, METRICS, METRICS);
    }

    static Stream<Arguments> losses() {
        List<Loss> losses = List.of(
                new CategoricalCrossentropy(),
                new BinaryCrossentropy(false, 0.1),
                new MeanSquaredError(),
                new MeanAbsoluteError(),
                new Huber(0.3));
        return SETS.stream().flatMap(set -> losses.stream().map(loss -> Arguments.of(set, loss)));
    }

    /// Example number `i`, always the same.
    private static Tensor values(long seed, int width, int... examples) {
        float[] values = new float[examples.length * width];
        for (int i = 0; i < examples.length; i++) {
            var random = new SplittableRandom(seed + examples[i]);
            for (int j = 0; j < width; j++) {
                values[i * width + j] = random.nextInt(100) / 100f;
            }
        }
        return Tensor.of(Shape.of(width), values);
    }

    private static Batch batch(int... examples) {
        return new Batch(values(1000, INPUTS, examples), values(2000, OUTPUTS, examples));
    }

    private static Tensor weights(float... weights) {
        return Tensor.of(Shape.of(), weights);
    }

    /// Weights of the model after one step from the same beginning, in which the gradients of the examples were summed
    /// up; and last the sum of their losses.
    private static float[] afterStep(KernelSet set, Loss loss, Batch batch) {
        Compile compile = compile(loss, new SGD(0.1 * batch.size(), 0, false));
        var scores = new MetricAccumulators(MODEL, compile);
        try (Network network = Network.create(set, MODEL, compile, 4)) {
            network.trainStep(batch, scores);
            float[] after = new float
                    [1
                            + MODEL.weights().stream()
                                    .mapToInt(spec -> spec.shape().size())
                                    .sum()];
            int at = 0;
            for (var variable : network.snapshot().weights()) {
                float[] values = variable.toArray();
                System.arraycopy(values, 0, after, at, values.length);
                at += values.length;
            }
            after[at] = (float) (scores.results().getOrDefault("loss", Double.NaN) * batch.size());
            return after;
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void shouldCountAnExampleOfWeightTwoAsIfItCameTwice(KernelSet set, Loss loss) {
        float[] twice = afterStep(set, loss, batch(0, 1, 2, 2, 3));

        float[] weighted = afterStep(set, loss, batch(0, 1, 2, 3).withWeights(weights(1, 1, 2, 1)));

        Golden.assertClose(weighted, twice, 1e-5);
        assertThat(weighted).isNotEqualTo(afterStep(set, loss, batch(0, 1, 2, 3)));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void shouldLeaveOutAnExampleOfWeightZero(KernelSet set, Loss loss) {
        float[] without = afterStep(set, loss, batch(0, 1, 3));

        float[] weighted = afterStep(set, loss, batch(0, 1, 2, 3).withWeights(weights(1, 1, 0, 1)));

        Golden.assertClose(weighted, without, 1e-5);
    }

    @ParameterizedTest
    @MethodSource("losses")
    void shouldComputeTheSameBitsWhereEveryExampleCountsAsOne(KernelSet set, Loss loss) {
        assertThat(afterStep(set, loss, batch(0, 1, 2).withWeights(weights(1, 1, 1))))
                .containsExactly(afterStep(set, loss, batch(0, 1, 2)));
    }

    @ParameterizedTest
    @FieldSource("SETS")
    void shouldWeighWeightedMetricsAlone(KernelSet set) {
        Compile compile = compile(new MeanAbsoluteError(), new SGD());
        var all = new MetricAccumulators(MODEL, compile);
        var some = new MetricAccumulators(MODEL, compile);
        var weighted = new MetricAccumulators(MODEL, compile);
        try (Network network = Network.create(set, MODEL, compile, 4)) {
            network.evaluateStep(batch(0, 1, 2, 3), all);
            network.evaluateStep(batch(1, 3, 3), some);
            network.evaluateStep(batch(0, 1, 2, 3).withWeights(weights(0, 1, 0, 2)), weighted);
        }
        for (String name : List.of("mae", "mean_squared_error", "root_mean_squared_error", "r2_score", "accuracy")) {
            assertThat(weighted.results().get(name))
                    .as(name)
                    .isEqualTo(all.results().get(name));
            assertThat(weighted.results().getOrDefault("weighted_" + name, Double.NaN))
                    .as("weighted_" + name)
                    .isCloseTo(some.results().getOrDefault("weighted_" + name, Double.NaN), within(1e-12));
        }
    }

    @ParameterizedTest
    @FieldSource("SETS")
    void shouldCountAllPositionsOfAnExampleAlike(KernelSet set) {
        var positions = Sequential.of(Shape.of(2, INPUTS), Dense.of(OUTPUTS));
        var rows = Sequential.of(Shape.of(INPUTS), Dense.of(OUTPUTS));
        var loss = new Huber(0.2);
        var metrics = List.<Metric>of(Metrics.of("root_mean_squared_error"));
        var compile = new Compile(new Adam(), loss, metrics, metrics);
        Batch flat = batch(0, 1, 2, 3, 4, 5).withWeights(weights(2, 2, 0, 0, 0.5f, 0.5f));
        float[] x = floats(flat.inputs());
        float[] y = floats(flat.targets());
        var deep = new Batch(Tensor.of(Shape.of(2, INPUTS), x), Tensor.of(Shape.of(2, OUTPUTS), y))
                .withWeights(weights(2, 0, 0.5f));
        var flatScores = new MetricAccumulators(rows, compile);
        var deepScores = new MetricAccumulators(positions, compile);
        try (Network one = Network.create(set, rows, compile, 1);
                Network other = Network.create(set, positions, compile, 1)) {
            one.trainStep(flat, flatScores);
            other.trainStep(deep, deepScores);
            assertThat(NetworkTest.bits(other.snapshot())).isEqualTo(NetworkTest.bits(one.snapshot()));
        }
        assertThat(deepScores.results()).isEqualTo(flatScores.results());
    }

    private static float[] floats(Tensor tensor) {
        float[] values = new float[tensor.size() * tensor.shape().size()];
        tensor.copy(0, tensor.size(), values, 0);
        return values;
    }

    /// Some mini-batches have weights, others have none; the last one is smaller.
    private static Batch step(int step) {
        Batch batch = batch(IntStream.range(step * SIZE, step * SIZE + (step == STEPS - 1 ? 4 : SIZE))
                .toArray());
        float[] weights = new float[batch.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (i + step) % 3 * 0.7f;
        }
        return step == 2 ? batch : batch.withWeights(weights(weights));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void shouldGoOnFromASnapshotAsIfNothingHadHappened(KernelSet set, Loss loss) {
        Compile compile = compile(loss, new Adam());
        var undisturbed = new MetricAccumulators(MODEL, compile);
        TrainedModel expected;
        try (Network network = Network.create(set, MODEL, compile, 3)) {
            for (int step = 0; step < STEPS; step++) {
                network.trainStep(step(step), undisturbed);
            }
            expected = network.snapshot();
        }
        for (int k = 0; k <= STEPS; k++) {
            var scores = new MetricAccumulators(MODEL, compile);
            TrainedModel snapshot;
            try (Network first = Network.create(set, MODEL, compile, 3)) {
                for (int step = 0; step < k; step++) {
                    first.trainStep(step(step), scores);
                }
                snapshot = first.snapshot();
            }
            var restored = new MetricAccumulators(MODEL, compile);
            restored.restore(scores.state());
            try (Network second = Network.restore(set, snapshot)) {
                for (int step = k; step < STEPS; step++) {
                    second.trainStep(step(step), restored);
                }
                assertThat(NetworkTest.bits(second.snapshot()))
                        .as("after %d steps", k)
                        .isEqualTo(NetworkTest.bits(expected));
            }
            assertThat(restored.state()).as("after %d steps", k).containsExactly(undisturbed.state());
            assertThat(restored.results()).isEqualTo(undisturbed.results());
        }
    }

    @Test
    void shouldNameTheNumbersOfItsState() {
        var scores = new MetricAccumulators(
                Sequential.of(Shape.of(1), Dense.of(2)),
                new Compile(new SGD(), new Huber(), Metrics.of("mae"), Metrics.of("r2_score")));

        assertThat(scores.stateNames())
                .containsExactly(
                        "loss/total",
                        "loss/count",
                        "mae/total",
                        "mae/count",
                        "r2_score/squared_sum/0",
                        "r2_score/sum/0",
                        "r2_score/residual/0",
                        "r2_score/squared_sum/1",
                        "r2_score/sum/1",
                        "r2_score/residual/1",
                        "r2_score/count");
        assertThat(scores.state()).hasSize(11).containsOnly(0);
        assertThatThrownBy(() -> scores.restore(1, 2, 3))
                .isInstanceOf(DescriptionException.class)
                .hasMessageStartingWith("The state of [loss, mae, r2_score] has 11 numbers: [loss/total, loss/count,")
                .hasMessageEndingWith("Received: 3 numbers");
    }

    @Test
    void shouldExplainNothingWhereTargetsAreAllAlike() {
        var model = Sequential.of(Shape.of(1), Dense.of(1));
        var compile = new Compile(new SGD(), new MeanSquaredError(), Metrics.of("r2_score"));
        var scores = new MetricAccumulators(model, compile);
        try (Network network = Network.create(model, compile, 1)) {
            network.evaluateStep(new Batch(Tensor.of(Shape.of(), 0, 0), Tensor.of(Shape.of(), 0, 0)), scores);
            assertThat(scores.results()).as("predicted exactly").containsEntry("r2_score", 0.0);
            scores.reset();
            network.evaluateStep(new Batch(Tensor.of(Shape.of(), 0), Tensor.of(Shape.of(), 3)), scores);
            assertThat(scores.results()).as("a single example").containsEntry("r2_score", 0.0);
        }
    }

    @Test
    void shouldRefuseWeightsThatAreNone() {
        Compile compile = compile(new MeanSquaredError(), new SGD());
        var scores = new MetricAccumulators(MODEL, compile);
        try (Network network = Network.create(MODEL, compile, 4)) {
            List<Integer> before = NetworkTest.bits(network.snapshot());
            assertThatThrownBy(() -> network.trainStep(batch(0, 1, 2).withWeights(weights(1, Float.NaN, 1)), scores))
                    .isInstanceOf(DescriptionException.class)
                    .hasMessage("The weight of an example is a finite number. Received: NaN at position 1 of the"
                            + " mini-batch.");
            assertThat(NetworkTest.bits(network.snapshot())).isEqualTo(before);
            assertThat(network.iterations()).isZero();
            assertThat(scores.state()).containsOnly(0);
        }
    }

    @Test
    void shouldRefuseWeightsThatAreNotOneForEachExample() {
        for (Tensor wrong :
                Arrays.asList(weights(1, 1), Tensor.of(Shape.of(2), 1, 1, 1, 1, 1, 1), Tensor.ofClasses(1, 1, 1))) {
            assertThatThrownBy(() ->
                            new Batch(3, values(1, INPUTS, 0, 1, 2), values(2, OUTPUTS, 0, 1, 2), Optional.of(wrong)))
                    .isInstanceOf(DescriptionException.class)
                    .hasMessage("A mini-batch of 3 examples has one F32 weight for each of them. Received: "
                            + wrong.size() + " weights of type " + wrong.dtype() + " and shape " + wrong.shape());
        }
    }
}
