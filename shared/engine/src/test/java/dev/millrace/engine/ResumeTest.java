package dev.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.data.Batch;
import dev.millrace.engine.data.Tensor;
import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.engine.score.MetricAccumulators;
import dev.millrace.keras.ModelTensors;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.Regularizer;
import dev.millrace.nn.Schedule;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.layer.ActivationLayer;
import dev.millrace.nn.layer.ActivityRegularization;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.layer.Dropout;
import dev.millrace.nn.layer.Flatten;
import dev.millrace.nn.layer.Frozen;
import dev.millrace.nn.layer.Layers;
import dev.millrace.nn.loss.SparseCategoricalCrossentropy;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.Adam;
import dev.millrace.wire.Decoded;
import dev.millrace.wire.Safetensors;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Training `n` steps is training `k` steps, a checkpoint, and `n - k` steps from there, bit for bit, for every `k`:
/// with each class of layers, trained and frozen, each kind of optimizer with each option, and each schedule, on every
/// kernel set. A checkpoint is the bytes of a safetensors file.
@Timeout(120)
class ResumeTest {
    private static final int CLASSES = 3;
    private static final int SIZE = 5;

    /// More than the 3 steps after which options do something.
    private static final int STEPS = 4;

    private static final long SEED = 3;

    /// Of inputs, where a case says nothing of them.
    private static final List<Float> VALUES = List.of(-1f, -0.5f, 0.25f, 1f);

    /// What layers without a case of Keras's stand for.
    private static final List<Layer> MORE =
            List.of(ActivationLayer.of(Activation.GELU), ActivityRegularization.of(new Regularizer(0.1, 0.2)));

    /// A model in training.
    ///
    /// @param values what inputs are drawn from
    private record Training(Sequential model, Compile compile, List<Float> values) {
        Training(Sequential model, Optimizer optimizer, List<Float> values) {
            this(model, new Compile(optimizer, new SparseCategoricalCrossentropy(), Metrics.ACCURACY), values);
        }

        MetricAccumulators scores() {
            return new MetricAccumulators(model, compile);
        }

        /// Mini-batch number `step`.
        Batch batch(int step) {
            var random = new SplittableRandom(step);
            float[] inputs = new float[SIZE * model.inputShape().size()];
            for (int i = 0; i < inputs.length; i++) {
                inputs[i] = values.get(random.nextInt(values.size()));
            }
            int[] classes =
                    IntStream.range(0, SIZE).map(i -> random.nextInt(CLASSES)).toArray();
            return new Batch(Tensor.of(model.inputShape(), inputs), Tensor.ofClasses(classes));
        }
    }

    /// All that later steps can depend on.
    ///
    /// @param checkpoint weights, state and slots, as a file
    private record State(ByteBuffer checkpoint, List<Double> scores) {
        static State of(Network network, MetricAccumulators scores) {
            return new State(
                    ByteBuffer.wrap(Safetensors.encode(ModelTensors.write(network.snapshot()))),
                    Arrays.stream(scores.state()).boxed().toList());
        }

        TrainedModel trained() {
            return switch (Safetensors.decode(checkpoint.duplicate())) {
                case Decoded.Ok<Safetensors.Contents> ok -> ModelTensors.read(ok.value());
                case Decoded.Malformed<Safetensors.Contents> malformed -> throw new AssertionError(malformed);
            };
        }
    }

    /// What training ends with.
    ///
    /// @param predictions bits of what it predicts then
    private record Trained(State state, List<Integer> predictions) {
        static Trained of(Training training, Network network, MetricAccumulators scores) {
            var out = FloatBuffer.allocate(SIZE * CLASSES);
            network.predict(training.batch(0).inputs(), SIZE, out);
            return new Trained(
                    State.of(network, scores),
                    IntStream.range(0, out.capacity())
                            .mapToObj(i -> Float.floatToRawIntBits(out.get(i)))
                            .toList());
        }
    }

    private static Stream<Arguments> onEverySet(List<?> cases) {
        return Golden.KERNEL_SETS.stream().flatMap(set -> cases.stream().map(each -> Arguments.of(set, each)));
    }

    static Stream<Arguments> goldenLayers() {
        return onEverySet(GoldenLayer.all().toList());
    }

    static Stream<Arguments> moreLayers() {
        return onEverySet(MORE);
    }

    /// A stand-in for a GPU is slow: there each kind of optimizer has all options at once only.
    static Stream<Arguments> optimizers() {
        return Golden.KERNEL_SETS.stream()
                .flatMap(set -> OptimizersTest.everything()
                        .filter(optimizer -> isFast(set)
                                || optimizer.options().equals(OptimizersTest.OPTIONS.getLast())
                                || optimizer.learningRate() instanceof Schedule)
                        .map(optimizer -> Arguments.of(set, optimizer)));
    }

    private static boolean isFast(KernelSet set) {
        return !set.name().equals("cuda");
    }

    @Test
    void shouldLeaveNoLayerOut() {
        assertThat(Stream.concat(
                                GoldenLayer.all().map(GoldenLayer::className),
                                MORE.stream().map(Layer::className))
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(
                        Layers.KINDS.kinds().stream().map(Kind::className).toList());
    }

    @ParameterizedTest
    @MethodSource("goldenLayers")
    void shouldGoOnAsIfALayerHadNotBeenInterrupted(KernelSet set, GoldenLayer golden) {
        List<Float> inputs = new ArrayList<>();
        for (float input : golden.inputs()) {
            inputs.add(input);
        }
        List<Layer> below = golden.takesNumbersOfRows() ? List.of() : List.of(below(golden.inputShape()));
        Layer trained = golden.layer();
        for (Layer layer : isFast(set) ? List.of(trained, new Frozen(trained)) : List.of(trained)) {
            check(set, new Training(model(golden.inputShape(), below, layer), new Adam(), inputs));
        }
    }

    @ParameterizedTest
    @MethodSource("moreLayers")
    void shouldGoOnAsIfAnotherLayerHadNotBeenInterrupted(KernelSet set, Layer layer) {
        Shape input = Shape.of(4, 3);
        check(set, new Training(model(input, List.of(below(input)), layer), new Adam(), VALUES));
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void shouldGoOnAsIfAnOptimizerHadNotBeenInterrupted(KernelSet set, Optimizer optimizer) {
        var model = Sequential.of(
                Shape.of(4), Dense.of(5, Activation.RELU), Dropout.of(0.2), Dense.of(CLASSES, Activation.SOFTMAX));
        check(set, new Training(model, optimizer, VALUES));
    }

    /// So that the gradient goes through the layer above it.
    private static Layer below(Shape input) {
        return Dense.of(input.last()).withName("below");
    }

    private static Sequential model(Shape input, List<Layer> below, Layer layer) {
        List<Layer> layers = new ArrayList<>(below);
        layers.add(layer.withName("middle"));
        layers.add(new Flatten("flat"));
        layers.add(Dense.of(CLASSES, Activation.SOFTMAX).withName("above"));
        return Sequential.of(input, layers.toArray(Layer[]::new));
    }

    private static void check(KernelSet set, Training training) {
        Trained expected = undisturbed(set, training);
        MetricAccumulators scores = training.scores();
        try (var interrupted = Network.create(set, training.model(), training.compile(), SEED)) {
            for (int k = 0; k <= STEPS; k++) {
                assertEqual(resumed(set, training, State.of(interrupted, scores), k), expected, k);
                if (k < STEPS) {
                    interrupted.trainStep(training.batch(k), scores);
                }
            }
        }
    }

    private static Trained undisturbed(KernelSet set, Training training) {
        MetricAccumulators scores = training.scores();
        try (var network = Network.create(set, training.model(), training.compile(), SEED)) {
            for (int step = 0; step < STEPS; step++) {
                network.trainStep(training.batch(step), scores);
            }
            return Trained.of(training, network, scores);
        }
    }

    private static Trained resumed(KernelSet set, Training training, State from, int k) {
        MetricAccumulators scores = training.scores();
        scores.restore(from.scores().stream().mapToDouble(sum -> sum).toArray());
        try (var network = Network.restore(set, from.trained())) {
            assertThat(network.iterations()).isEqualTo(k);
            for (int step = k; step < STEPS; step++) {
                network.trainStep(training.batch(step), scores);
            }
            return Trained.of(training, network, scores);
        }
    }

    private static void assertEqual(Trained actual, Trained expected, int k) {
        assertThat(NetworkTest.bits(actual.state().trained()))
                .as("weights and slots, interrupted after %d steps", k)
                .isEqualTo(NetworkTest.bits(expected.state().trained()));
        assertThat(actual.state().checkpoint())
                .as("bytes of the checkpoint, interrupted after %d steps", k)
                .isEqualTo(expected.state().checkpoint());
        assertThat(actual.state().scores())
                .as("sums of scores, interrupted after %d steps", k)
                .isEqualTo(expected.state().scores());
        assertThat(actual.predictions())
                .as("predictions, interrupted after %d steps", k)
                .isEqualTo(expected.predictions());
    }
}
