package dev.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.engine.data.Batch;
import dev.millrace.engine.data.Tensor;
import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.engine.score.MetricAccumulators;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.Variable;
import dev.millrace.nn.layer.ActivationLayer;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.layer.Dropout;
import dev.millrace.nn.layer.Rescaling;
import dev.millrace.nn.loss.BinaryCrossentropy;
import dev.millrace.nn.loss.CategoricalCrossentropy;
import dev.millrace.nn.loss.Huber;
import dev.millrace.nn.loss.MeanAbsoluteError;
import dev.millrace.nn.loss.MeanSquaredError;
import dev.millrace.nn.loss.SparseCategoricalCrossentropy;
import dev.millrace.nn.optimizer.SGD;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Analytic gradients against central differences of a float64 model written down once more, in `Reference`.
class GradientTest {
    static final List<KernelSet> SETS = Golden.KERNEL_SETS;

    private static final int ROWS = 3;

    static Stream<Arguments> everything() {
        List<Loss> losses = List.of(
                new CategoricalCrossentropy(),
                new CategoricalCrossentropy(true, 0),
                new CategoricalCrossentropy(false, 0.2),
                new SparseCategoricalCrossentropy(),
                new SparseCategoricalCrossentropy(true),
                new BinaryCrossentropy(),
                new BinaryCrossentropy(true, 0.1),
                new MeanSquaredError(),
                new MeanAbsoluteError(),
                new Huber(),
                new Huber(0.2));
        return Golden.KERNEL_SETS.stream()
                .flatMap(set -> Stream.of(Activation.values())
                        .flatMap(activation -> losses.stream().map(loss -> Arguments.of(set, activation, loss))));
    }

    @ParameterizedTest
    @MethodSource("everything")
    void shouldFollowTheLossDownhillFromTheLastLayer(KernelSet set, Activation activation, Loss loss) {
        check(set, loss, Dense.of(4, Activation.TANH), Dense.of(3, activation));
    }

    @ParameterizedTest
    @MethodSource("everything")
    void shouldFollowTheLossDownhillThroughHiddenLayers(KernelSet set, Activation activation, Loss loss) {
        check(
                set,
                loss,
                ActivationLayer.of(Activation.TANH),
                Dense.of(4, activation),
                ActivationLayer.of(Activation.SOFTSIGN),
                Dense.of(4),
                ActivationLayer.of(activation),
                Dense.of(3, Activation.SOFTMAX));
    }

    @ParameterizedTest
    @MethodSource("everything")
    void shouldFollowTheLossOfWeightedExamplesDownhill(KernelSet set, Activation activation, Loss loss) {
        var weights = new float[] {0.5f, 0, 3};

        check(set, loss, weights, Dense.of(4, Activation.TANH), Dense.of(3, activation));
    }

    @ParameterizedTest
    @FieldSource("SETS")
    void shouldFollowTheLossDownhillThroughWhatIsKept(KernelSet set) {
        for (int seed = 0; seed < 5; seed++) {
            check(
                    set,
                    new CategoricalCrossentropy(),
                    Dropout.of(0.2).withSeed(seed),
                    Dense.of(6, Activation.TANH),
                    Dropout.of(0.5).withSeed(seed + 10),
                    ActivationLayer.of(Activation.SIGMOID),
                    Dense.of(5),
                    Dropout.of(0.3).withSeed(seed + 20),
                    Dense.of(3, Activation.SOFTMAX));
            check(
                    set,
                    new MeanSquaredError(),
                    Dense.of(6, Activation.TANH),
                    Dense.of(3, Activation.SIGMOID),
                    Dropout.of(0.3).withSeed(seed));
        }
    }

    @ParameterizedTest
    @MethodSource("everything")
    void shouldFollowTheLossDownhillThroughRescaledValues(KernelSet set, Activation activation, Loss loss) {
        check(
                set,
                loss,
                Rescaling.of(List.of(0.5, -1.0, 2.0, 1.0, 0.25), List.of(0.125)),
                Dense.of(4, Activation.TANH),
                Rescaling.of(1.5, -0.25),
                Dense.of(3),
                ActivationLayer.of(activation),
                Rescaling.of(List.of(0.5, 0.75, 0.25), List.of(0.125, 0.0625, 0.25)));
    }

    private static void check(KernelSet set, Loss loss, Layer... layers) {
        check(set, loss, new float[0], layers);
    }

    /// @param sampleWeights one for each row, or none
    private static void check(KernelSet set, Loss loss, float[] sampleWeights, Layer... layers) {
        var model = Sequential.of(Shape.of(5), layers);
        var random = new SplittableRandom(11);
        List<Variable> weights = new ArrayList<>();
        model.weights().forEach(spec -> {
            float[] values = new float[spec.shape().size()];
            for (int i = 0; i < values.length; i++) {
                // away from zero outputs, where probabilities would be clipped and relu has no derivative
                values[i] = (float) random.nextDouble(spec.name().endsWith("bias") ? 0.3 : -0.2, 0.6);
            }
            weights.add(new Variable(spec.name(), spec.shape(), values));
        });
        float[] x = new float[ROWS * 5];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextDouble(-1, 1);
        }
        Tensor classes = Tensor.ofClasses(2, 0, 1);
        float[] oneHot = {0, 0, 1, 1, 0, 0, 0, 1, 0};
        boolean sparse = loss instanceof SparseCategoricalCrossentropy;
        var plain = new Batch(Tensor.of(Shape.of(5), x), sparse ? classes : Tensor.of(Shape.of(3), oneHot));
        var batch = sampleWeights.length == 0 ? plain : plain.withWeights(Tensor.of(Shape.of(), sampleWeights));
        // With plain SGD at a learning rate of 1 the change is the gradient.
        var compile = new Compile(new SGD(1, 0, false), loss);
        var trained = new TrainedModel(model, Optional.of(compile), weights, Optional.empty());
        try (var network = Network.restore(set, trained)) {
            var scores = new MetricAccumulators(model, compile);
            network.trainStep(batch, scores);
            List<double[]> doubles = Reference.doubles(weights);
            assertThat(scores.results().get("loss"))
                    .isCloseTo(Reference.loss(model, loss, doubles, x, oneHot, sampleWeights), within(1e-5));
            List<Variable> after = network.snapshot().weights();
            for (int v = 0; v < weights.size(); v++) {
                for (int i = 0; i < doubles.get(v).length; i++) {
                    double gradient = Reference.slope(model, loss, doubles, v, i, x, oneHot, sampleWeights);
                    assertThat((double) weights.get(v).values().get(i)
                                    - after.get(v).values().get(i))
                            .as("%s[%d]", weights.get(v).name(), i)
                            .isCloseTo(gradient, within(2e-6 + 2e-5 * Math.abs(gradient)));
                }
            }
        }
    }
}
