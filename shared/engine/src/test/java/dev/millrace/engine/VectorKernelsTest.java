package dev.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.engine.data.Batch;
import dev.millrace.engine.data.Tensor;
import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.engine.kernel.Kernels;
import dev.millrace.engine.kernel.Matrix;
import dev.millrace.engine.score.MetricAccumulators;
import dev.millrace.engine.vector.VectorKernelSet;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Compile;
import dev.millrace.nn.DType;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.Variable;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.loss.BinaryCrossentropy;
import dev.millrace.nn.loss.CategoricalCrossentropy;
import dev.millrace.nn.loss.Huber;
import dev.millrace.nn.loss.MeanAbsoluteError;
import dev.millrace.nn.loss.MeanSquaredError;
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
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The `vector` kernel set against the reference, and what it alone promises.
class VectorKernelsTest {
    private static final List<Integer> BATCHES = List.of(1, 2, 3, 7, 10, 16, 17, 40, 100, 128);
    private static final List<Integer> UNITS = List.of(1, 3, 10, 16, 17, 33, 100, 128, 300, 500);
    private static final List<Loss> LOSSES = List.of(
            new CategoricalCrossentropy(),
            new CategoricalCrossentropy(true, 0.1),
            new SparseCategoricalCrossentropy(),
            new BinaryCrossentropy(true, 0),
            new MeanSquaredError(),
            new MeanAbsoluteError(),
            new Huber(0.5));

    private static final List<Metric> METRICS = List.of(
            Metrics.ACCURACY,
            Metrics.of("mean_absolute_error"),
            Metrics.of("mean_squared_error"),
            Metrics.of("root_mean_squared_error"),
            Metrics.of("r2_score"));

    /// With an epsilon that keeps rounding errors of tiny gradients small.
    private static final List<Optimizer> OPTIMIZERS = List.of(
            new SGD(0.1, 0, false),
            new SGD(0.1, 0.9, true),
            new RMSprop(0.01, 0.9, 0.5, 0.01, true),
            new Adagrad(0.01, 0.1, 0.01),
            new Adadelta(1, 0.95, 0.01),
            new Adam(0.01, 0.9, 0.999, 0.01, true),
            new Adamax(0.01, 0.9, 0.999, 0.01),
            new Nadam(0.01, 0.9, 0.999, 0.01));

    private static <T> T any(SplittableRandom random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private static Tensor weights(SplittableRandom random, int size) {
        float[] weights = new float[size];
        for (int i = 0; i < size; i++) {
            weights[i] = random.nextInt(4) / 2f;
        }
        return Tensor.of(Shape.of(), weights);
    }

    /// `size` examples of pixels, of which about `share` are not zero.
    static Batch batch(SplittableRandom random, int size, int inputs, int classes, double share) {
        byte[] pixels = new byte[size * inputs];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (random.nextDouble() < share ? random.nextInt(256) : 0);
        }
        int[] targets = random.ints(size, 0, classes).toArray();
        return new Batch(
                new Tensor(DType.U8, Shape.of(inputs), ByteBuffer.wrap(pixels), 1 / 255f), Tensor.ofClasses(targets));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24})
    void shouldAgreeWithTheReference(int seed) {
        assertAgreesWithTheReference(VectorKernelSet.with(2), seed);
    }

    /// Trains and evaluates a network that the seed describes.
    static void assertAgreesWithTheReference(KernelSet set, int seed) {
        var random = new SplittableRandom(seed);
        int inputs = any(random, UNITS);
        int size = BATCHES.get(seed % BATCHES.size());
        Loss loss = LOSSES.get(seed % LOSSES.size());
        Optimizer optimizer = OPTIMIZERS.get(seed % OPTIMIZERS.size());
        boolean categorical = loss instanceof CategoricalCrossentropy || loss instanceof SparseCategoricalCrossentropy;
        int outputs = categorical ? 10 : 1;
        List<Layer> layers = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            layers.add(Dense.of(any(random, UNITS), any(random, List.of(Activation.values()))));
        }
        boolean probabilities = categorical && !(loss instanceof CategoricalCrossentropy cce && cce.fromLogits());
        layers.add(Dense.of(outputs, probabilities ? Activation.SOFTMAX : Activation.LINEAR));
        var model = Sequential.of(Shape.of(inputs), layers.toArray(Layer[]::new));
        var compile = new Compile(optimizer, loss, METRICS, METRICS);
        boolean weighted = random.nextBoolean();
        double share = any(random, List.of(0.0, 0.1, 0.3, 0.9, 1.0));
        String what = "seed " + seed + ": " + layers + ", " + compile + ", batch of " + size + ", share " + share;
        try (var expected = Network.create(KernelSets.nd4j(), model, compile, seed);
                var actual = Network.create(set, model, compile, seed)) {
            var expectedScores = new MetricAccumulators(model, compile);
            var actualScores = new MetricAccumulators(model, compile);
            for (int step = 0; step < 4; step++) {
                Batch plain = batch(random, size, inputs, outputs, share);
                Batch batch = weighted ? plain.withWeights(weights(random, size)) : plain;
                expected.trainStep(batch, expectedScores);
                actual.trainStep(batch, actualScores);
                expected.evaluateStep(batch, expectedScores);
                actual.evaluateStep(batch, actualScores);
            }
            double wanted = expectedScores.results().getOrDefault("loss", Double.NaN);
            // some of these diverge: what a float can say of a large number is coarser
            assertThat(actualScores.results().get("loss"))
                    .as(what)
                    .isCloseTo(wanted, within(1e-4 * Math.max(1, wanted)));
            expectedScores
                    .results()
                    .forEach((name, value) -> assertThat(actualScores.results().get(name))
                            .as("%s: %s", what, name)
                            .isCloseTo(value, within(1e-3 * Math.max(1, Math.abs(value)))));
            assertClose(actual.snapshot(), expected.snapshot(), what);
        }
    }

    static void assertClose(TrainedModel actual, TrainedModel expected, String what) {
        for (int v = 0; v < expected.weights().size(); v++) {
            Variable variable = expected.weights().get(v);
            float[] values = actual.weights().get(v).toArray();
            for (int i = 0; i < values.length; i++) {
                assertThat(values[i])
                        .as("%s: %s[%d]", what, variable.name(), i)
                        .isCloseTo(variable.values().get(i), within(1e-4f));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 0.2", "10, 1", "10, 0.2", "16, 0.2", "100, 1", "100, 0.2", "130, 0.3"})
    void shouldComputeTheSameBitsOnAnyNumberOfThreads(int size, double share) {
        for (Optimizer optimizer : List.of(new SGD(0.1, 0, false), new Adam())) {
            List<Integer> expected = train(VectorKernelSet.with(1), optimizer, size, share, false);
            assertThat(train(VectorKernelSet.with(2), optimizer, size, share, false))
                    .isEqualTo(expected);
            assertThat(train(VectorKernelSet.with(3), optimizer, size, share, true))
                    .isEqualTo(expected);
        }
    }

    /// Weights and slots after a few steps, with a restart in the middle if wanted.
    private static List<Integer> train(KernelSet set, Optimizer optimizer, int size, double share, boolean restarted) {
        var model = Sequential.of(
                Shape.of(300),
                Dense.of(150, Activation.SIGMOID),
                Dense.of(130, Activation.RELU),
                Dense.of(10, Activation.SOFTMAX));
        var compile = new Compile(optimizer, new SparseCategoricalCrossentropy());
        var random = new SplittableRandom(size);
        var scores = new MetricAccumulators(model, compile);
        Network network = Network.create(set, model, compile, 1);
        try {
            for (int step = 0; step < 20; step++) {
                if (restarted && step == 11) {
                    TrainedModel snapshot = network.snapshot();
                    network.close();
                    network = Network.restore(set, snapshot);
                }
                network.trainStep(batch(random, size, 300, 10, share), scores);
            }
            return NetworkTest.bits(network.snapshot());
        } finally {
            network.close();
        }
    }

    @Test
    void shouldMultiplyNothingWithInputsThatAreZero() {
        try (Kernels kernels = KernelSets.vector().open()) {
            for (int rows : new int[] {1, 3, 20}) {
                float[] x = new float[rows * 4];
                float[] kernel = {Float.POSITIVE_INFINITY, Float.NaN, 1, 2, 3, 4, 5, 6};
                for (int row = 0; row < rows; row++) {
                    x[row * 4 + 1] = 10;
                }
                // zero times infinity counts as zero, as does minus zero
                x[0] = -0f;
                Matrix y = Golden.matrix(kernels, rows, new float[rows * 2]);
                kernels.dense(
                                Golden.matrix(kernels, rows, x),
                                Golden.matrix(kernels, 4, kernel),
                                null,
                                Activation.LINEAR,
                                y)
                        .run();
                for (int i = 0; i < rows; i++) {
                    assertThat(y.buffer().slice(2 * i, 2))
                            .satisfies(part -> assertThat(Golden.download(part)).containsExactly(10, 20));
                }
            }
        }
    }

    @Test
    void shouldNotOverlookInputsThatAreNoNumbers() {
        try (Kernels kernels = KernelSets.vector().open()) {
            Matrix y = Golden.matrix(kernels, 1, new float[2]);
            kernels.dense(
                            Golden.matrix(kernels, 1, 0, Float.NaN, 0, 0),
                            Golden.matrix(kernels, 4, new float[8]),
                            null,
                            Activation.LINEAR,
                            y)
                    .run();
            assertThat(Golden.download(y.buffer())).containsExactly(Float.NaN, Float.NaN);
        }
    }

    @Test
    void shouldBeTheChoiceForThisMachine() {
        assertThat(KernelSets.forThisMachine().name()).isEqualTo("vector");
    }

    @Test
    void shouldKeepHelpersNoLongerThanKernels() throws InterruptedException {
        VectorKernelSet set = VectorKernelSet.with(3);
        List<Thread> before = helpers();
        List<Thread> started;
        try (Kernels one = set.open();
                Kernels two = set.open()) {
            assertThat(one).isNotSameAs(two);
            started = new ArrayList<>(helpers());
            started.removeAll(before);
            assertThat(started).hasSize(2);
        }
        for (Thread thread : started) {
            thread.join(10_000);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    private static List<Thread> helpers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("millrace-vector"))
                .toList();
    }
}
