package dev.millrace.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.engine.KernelSets;
import dev.millrace.engine.Network;
import dev.millrace.engine.data.Batch;
import dev.millrace.engine.data.Tensor;
import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.engine.score.MetricAccumulators;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.Variable;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.loss.CategoricalCrossentropy;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.Adadelta;
import dev.millrace.nn.optimizer.Adagrad;
import dev.millrace.nn.optimizer.Adam;
import dev.millrace.nn.optimizer.Adamax;
import dev.millrace.nn.optimizer.Nadam;
import dev.millrace.nn.optimizer.RMSprop;
import dev.millrace.nn.optimizer.SGD;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class VectorKernelSetTest {
    private static final int STEPS = 12;

    /// Mini-batches around the sizes where another way of computing is chosen, models of even and of odd sizes.
    static Stream<Arguments> programs() {
        List<Optimizer> optimizers = List.of(
                new SGD(0.1, 0, false),
                new SGD(0.01, 0.9, true),
                new RMSprop(),
                new Adagrad(),
                new Adadelta(),
                new Adam(),
                new Adamax(),
                new Nadam());
        return Stream.of(1, 2, 7, 10, 32, 100, 130)
                .flatMap(batchSize -> Stream.of(sized(100, 64, 32, 10), sized(57, 33, 17, 3))
                        .flatMap(model -> optimizers.stream().map(o -> Arguments.of(batchSize, model, o))));
    }

    private static Sequential sized(int inputs, int first, int second, int classes) {
        return Sequential.of(
                Shape.of(inputs),
                Dense.of(first, Activation.SIGMOID),
                Dense.of(second, Activation.TANH),
                Dense.of(classes, Activation.SOFTMAX));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void shouldGiveTheSameBitsHoweverManyThreadsThereAre(int batchSize, Sequential model, Optimizer optimizer) {
        float[] alone = trained(VectorKernelSet.with(1), batchSize, model, optimizer);
        assertThat(trained(VectorKernelSet.with(2), batchSize, model, optimizer))
                .isEqualTo(alone);
        assertThat(trained(VectorKernelSet.with(3), batchSize, model, optimizer))
                .isEqualTo(alone);
    }

    @ParameterizedTest
    @MethodSource("programs")
    void shouldAgreeWithTheReferenceToRounding(int batchSize, Sequential model, Optimizer optimizer) {
        float[] reference = trained(KernelSets.nd4j(), batchSize, model, optimizer);
        float[] vector = trained(VectorKernelSet.with(2), batchSize, model, optimizer);
        for (int i = 0; i < reference.length; i++) {
            assertThat(vector[i]).as("weight %d", i).isCloseTo(reference[i], within(2e-4f));
        }
    }

    /// Every weight after a few steps on data of which, as in pictures, much is zero.
    private static float[] trained(KernelSet set, int batchSize, Sequential model, Optimizer optimizer) {
        var compile = new Compile(optimizer, new CategoricalCrossentropy(), Metrics.ACCURACY);
        var random = new Random(batchSize);
        try (var network = Network.create(set, model, compile, 1)) {
            for (int step = 0; step < STEPS; step++) {
                network.trainStep(batch(random, batchSize, model), new MetricAccumulators(model, compile));
            }
            return weights(network.snapshot());
        }
    }

    private static Batch batch(Random random, int batchSize, Sequential model) {
        float[] inputs = new float[batchSize * model.inputShape().size()];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = random.nextInt(5) == 0 ? random.nextFloat() : 0;
        }
        int[] classes = random.ints(batchSize, 0, model.outputShape().last()).toArray();
        return new Batch(Tensor.of(model.inputShape(), inputs), Tensor.ofClasses(classes));
    }

    private static float[] weights(TrainedModel trained) {
        float[] all = new float[(int) trained.model().countParams()];
        int at = 0;
        for (Variable weight : trained.weights()) {
            float[] values = weight.toArray();
            System.arraycopy(values, 0, all, at, values.length);
            at += values.length;
        }
        return all;
    }
}
