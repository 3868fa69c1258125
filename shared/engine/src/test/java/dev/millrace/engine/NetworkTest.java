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
import dev.millrace.nn.DType;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.Variable;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.loss.SparseCategoricalCrossentropy;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.Adadelta;
import dev.millrace.nn.optimizer.Adagrad;
import dev.millrace.nn.optimizer.Adam;
import dev.millrace.nn.optimizer.Adamax;
import dev.millrace.nn.optimizer.Nadam;
import dev.millrace.nn.optimizer.RMSprop;
import dev.millrace.nn.optimizer.SGD;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkTest {
    private static final Sequential MODEL =
            Sequential.of(Shape.of(6), Dense.of(5, Activation.SIGMOID), Dense.of(3, Activation.SOFTMAX));
    private static final int STEPS = 5;

    /// Weights and slots, bit for bit.
    static List<Integer> bits(TrainedModel trained) {
        List<Integer> bits = new ArrayList<>();
        Stream.concat(trained.weights().stream(), trained.optimizer().stream().flatMap(state -> state.slots().stream()))
                .map(Variable::toArray)
                .forEach(values -> {
                    for (float value : values) {
                        bits.add(Float.floatToRawIntBits(value));
                    }
                });
        return bits;
    }

    private static Compile compile(Optimizer optimizer) {
        return new Compile(optimizer, new SparseCategoricalCrossentropy(), Metrics.ACCURACY);
    }

    /// Mini-batch number `step`; the last one is smaller.
    private static Batch batch(int step) {
        var random = new SplittableRandom(step);
        int size = step == STEPS - 1 ? 3 : 7;
        byte[] pixels = new byte[size * 6];
        random.nextBytes(pixels);
        int[] classes = new int[size];
        for (int i = 0; i < size; i++) {
            classes[i] = random.nextInt(3);
        }
        return new Batch(pixels(Shape.of(6), pixels), Tensor.ofClasses(classes));
    }

    private static Tensor pixels(Shape shape, byte... pixels) {
        return new Tensor(DType.U8, shape, ByteBuffer.wrap(pixels), 1 / 255f);
    }

    static Stream<Arguments> optimizers() {
        List<Optimizer> optimizers = List.of(
                new SGD(),
                new SGD(0.01, 0.9, true),
                new RMSprop(0.001, 0.9, 0.5, 1e-7, true),
                new Adagrad(),
                new Adadelta(),
                new Adam(),
                new Adam(0.001, 0.9, 0.999, 1e-7, true),
                new Adamax(),
                new Nadam());
        return Golden.KERNEL_SETS.stream()
                .flatMap(set -> optimizers.stream().map(optimizer -> Arguments.of(set, optimizer)));
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void shouldSayWhatItPredictedOfWhatItEvaluated(KernelSet set, Optimizer optimizer) {
        Batch batch = batch(1);
        int values = batch.size() * MODEL.outputShape().size();
        try (var network = Network.create(set, MODEL, compile(optimizer), 3)) {
            var alone = new MetricAccumulators(MODEL, compile(optimizer));
            network.evaluateStep(batch, alone);
            var scores = new MetricAccumulators(MODEL, compile(optimizer));
            FloatBuffer evaluated = FloatBuffer.allocate(values);
            network.evaluateStep(batch, scores, evaluated);
            FloatBuffer predicted = FloatBuffer.allocate(values);
            network.predict(batch.inputs(), batch.size(), predicted);
            assertThat(evaluated.array()).containsExactly(predicted.array());
            assertThat(scores.state()).containsExactly(alone.state());
        }
    }

    @Test
    void shouldDrawWeightsFromTheSeedAlone() {
        Compile compile = compile(new SGD());
        var longer = Sequential.of(
                Shape.of(6), Dense.of(5, Activation.SIGMOID), Dense.of(3, Activation.SOFTMAX), Dense.of(3));
        try (var one = Network.create(MODEL, compile, 1);
                var same = Network.create(MODEL, compile, 1);
                var more = Network.create(longer, compile, 1);
                var other = Network.create(MODEL, compile, 2)) {
            assertThat(bits(one.snapshot())).isEqualTo(bits(same.snapshot())).isNotEqualTo(bits(other.snapshot()));
            assertThat(bits(more.snapshot())).startsWith(bits(one.snapshot()).toArray(Integer[]::new));
            float limit = (float) Math.sqrt(6.0 / (6 + 5));
            float[] kernel = one.snapshot().weights().getFirst().toArray();
            for (float value : kernel) {
                assertThat(Math.abs(value)).isLessThan(limit);
            }
        }
    }

    @Test
    void shouldTakePixelsAsScaledFloatsAndFlatten() {
        byte[] pixels = {0, 1, 127, (byte) 128, (byte) 254, (byte) 255};
        float[] floats = new float[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            floats[i] = (pixels[i] & 0xff) * (1 / 255f);
        }
        var fromBytes = FloatBuffer.allocate(3);
        var fromFloats = FloatBuffer.allocate(3);
        try (var network = Network.create(MODEL, compile(new SGD()), 1)) {
            network.predict(pixels(Shape.of(2, 3), pixels), 1, fromBytes);
            network.predict(Tensor.of(Shape.of(6), floats), 1, fromFloats);
        }
        assertThat(fromBytes.array()).containsExactly(fromFloats.array());
    }

    @Test
    void shouldTrainOnPositionsOfAnExample() {
        // Dense works along the last axis: four positions are four rows.
        var positions = Sequential.of(Shape.of(4, 6), Dense.of(3, Activation.SOFTMAX));
        var rows = Sequential.of(Shape.of(6), Dense.of(3, Activation.SOFTMAX));
        byte[] pixels = new byte[2 * 4 * 6];
        new SplittableRandom(5).nextBytes(pixels);
        byte[] classes = {0, 1, 2, 0, 2, 2, 1, 0};
        Compile compile = compile(new Adam());
        try (var deep = Network.create(positions, compile, 1);
                var flat = Network.create(rows, compile, 1)) {
            var deepScores = new MetricAccumulators(positions, compile);
            var flatScores = new MetricAccumulators(rows, compile);
            deep.trainStep(
                    new Batch(
                            pixels(Shape.of(4, 6), pixels),
                            new Tensor(DType.U8, Shape.of(4), ByteBuffer.wrap(classes))),
                    deepScores);
            flat.trainStep(
                    new Batch(pixels(Shape.of(6), pixels), new Tensor(DType.U8, Shape.of(), ByteBuffer.wrap(classes))),
                    flatScores);
            assertThat(bits(deep.snapshot())).isEqualTo(bits(flat.snapshot()));
            assertThat(deepScores.results()).isEqualTo(flatScores.results());
        }
    }

    @Test
    void shouldKeepTheLearningRateItWasGiven() {
        try (var network = Network.create(MODEL, compile(new Adam()), 1)) {
            network.learningRate(0.5);
            try (var restored = Network.restore(network.snapshot())) {
                assertThat(restored.learningRate()).isEqualTo(0.5);
                var scores = new MetricAccumulators(MODEL, network.compile());
                network.trainStep(batch(0), scores);
                restored.trainStep(batch(0), scores);
                assertThat(bits(restored.snapshot())).isEqualTo(bits(network.snapshot()));
            }
        }
    }

    @Test
    void shouldServeMoreBatchSizesThanItKeepsProgramsFor() {
        try (var network = Network.create(MODEL, compile(new SGD()), 1)) {
            var all = FloatBuffer.allocate(3);
            network.predict(pixels(Shape.of(6), new byte[6]), 1, all);
            for (int size = 1; size < 20; size++) {
                var out = FloatBuffer.allocate(3 * size);
                network.predict(pixels(Shape.of(6), new byte[6 * size]), size, out);
                for (int i = 0; i < out.capacity(); i++) {
                    assertThat(out.get(i)).isCloseTo(all.get(i % 3), within(1e-6f));
                }
            }
        }
    }

    @Test
    void shouldSayWhatDoesNotFit() {
        Compile compile = compile(new SGD());
        var scores = new MetricAccumulators(MODEL, compile);
        try (var network = Network.create(MODEL, compile, 1)) {
            var before = bits(network.snapshot());
            assertThatThrownBy(() ->
                            network.trainStep(new Batch(pixels(Shape.of(7), new byte[7]), Tensor.ofClasses(0)), scores))
                    .isInstanceOf(DescriptionException.class)
                    .hasMessageContaining("'dense'")
                    .hasMessageContaining("(6,)")
                    .hasMessageContaining("(7,)");
            assertThatThrownBy(() -> network.trainStep(
                            new Batch(pixels(Shape.of(6), new byte[12]), Tensor.ofClasses(1, 3)), scores))
                    .isInstanceOf(DescriptionException.class)
                    .hasMessageContaining("label 3 at position 1")
                    .hasMessageContaining("3 classes");
            assertThatThrownBy(() -> network.trainStep(
                            new Batch(pixels(Shape.of(6), new byte[6]), Tensor.of(Shape.of(3), 0, 1, 0)), scores))
                    .isInstanceOf(DescriptionException.class)
                    .hasMessageContaining("class numbers of shape ()");
            assertThat(bits(network.snapshot())).isEqualTo(before);
            assertThat(network.iterations()).isZero();
            assertThat(scores.state()).containsOnly(0);
        }
    }

    @Test
    void shouldOnlyPredictWhereNotCompiled() {
        TrainedModel trained;
        try (var network = Network.create(MODEL, compile(new SGD()), 1)) {
            trained = network.snapshot();
        }
        var bare = new TrainedModel(MODEL, Optional.empty(), trained.weights(), Optional.empty());
        try (var network = Network.restore(bare)) {
            var out = FloatBuffer.allocate(3);
            network.predict(pixels(Shape.of(6), new byte[6]), 1, out);
            assertThat(out.get(0) + out.get(1) + out.get(2)).isCloseTo(1, within(1e-6f));
            assertThatThrownBy(network::compile)
                    .isInstanceOf(DescriptionException.class)
                    .hasMessageContaining("not compiled");
        }
    }
}
