package dev.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.engine.data.Batch;
import dev.millrace.engine.data.Tensor;
import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.engine.kernel.Kernels;
import dev.millrace.engine.kernel.Op;
import dev.millrace.engine.program.OptimizerVariables;
import dev.millrace.engine.program.Parameters;
import dev.millrace.engine.score.MetricAccumulators;
import dev.millrace.engine.vector.VectorKernelSet;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Kind;
import dev.millrace.nn.LearningRate;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.OptimizerOptions;
import dev.millrace.nn.Schedule;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.Variable;
import dev.millrace.nn.VariableSpec;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.layer.Dropout;
import dev.millrace.nn.loss.SparseCategoricalCrossentropy;
import dev.millrace.nn.optimizer.Adam;
import dev.millrace.nn.optimizer.Optimizers;
import dev.millrace.nn.optimizer.RMSprop;
import dev.millrace.nn.optimizer.SGD;
import dev.millrace.nn.schedule.CosineDecay;
import dev.millrace.nn.schedule.Schedules;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every kind of optimizer, every option that all have, every schedule: against Keras, and against themselves.
@Timeout(120)
class OptimizersTest {
    /// Several kinds of clipping, averages with and without overwriting, accumulation, decay, and much at once.
    static final List<OptimizerOptions> OPTIONS = List.of(
            OptimizerOptions.NONE,
            OptimizerOptions.NONE.withWeightDecay(0.1),
            OptimizerOptions.NONE.withClipnorm(0.05),
            OptimizerOptions.NONE.withGlobalClipnorm(0.05),
            OptimizerOptions.NONE.withClipvalue(0.01),
            OptimizerOptions.NONE.withEma(0.9, OptionalInt.empty()),
            OptimizerOptions.NONE.withEma(0.9, OptionalInt.of(3)),
            OptimizerOptions.NONE.withGradientAccumulationSteps(3),
            OptimizerOptions.NONE
                    .withWeightDecay(0.1)
                    .withGlobalClipnorm(0.05)
                    .withEma(0.8, OptionalInt.of(2))
                    .withGradientAccumulationSteps(2));

    private static final Sequential MODEL = Sequential.of(
            Shape.of(20), Dense.of(33, Activation.RELU), Dropout.of(0.2), Dense.of(3, Activation.SOFTMAX));
    private static final int STEPS = 6;

    /// Each kind at its defaults and with everything that adds to its slots.
    static Stream<Optimizer> kinds() {
        return Stream.concat(
                Optimizers.KINDS.kinds().stream().map(Kind::read).map(read -> read.apply(JsonConfig.EMPTY)),
                Stream.of(
                        new SGD(0.01, 0.9, true),
                        new RMSprop(0.001, 0.9, 0.5, 1e-7, true),
                        new Adam(0.001, 0.9, 0.999, 1e-7, true)));
    }

    /// Each kind with each option, and each schedule.
    static Stream<Optimizer> everything() {
        Stream<Optimizer> options = kinds().flatMap(optimizer -> OPTIONS.stream()
                .filter(option -> option.weightDecay().isPresent()
                        || optimizer.options().weightDecay().isEmpty())
                .map(optimizer::withOptions));
        Stream<Optimizer> schedules = schedules().map(schedule -> new Adam().withLearningRate(schedule));
        return Stream.concat(options, schedules);
    }

    private static Stream<Schedule> schedules() {
        return Golden.OPTIMIZERS
                .get("runs")
                .valueStream()
                .map(run -> JsonConfig.read(Optimizers.KINDS, run.get("optimizer")))
                .map(Optimizer::learningRate)
                .filter(Schedule.class::isInstance)
                .map(Schedule.class::cast)
                .distinct();
    }

    private static Stream<Arguments> onEverySet(Stream<?> values) {
        List<?> all = values.toList();
        return Golden.KERNEL_SETS.stream().flatMap(set -> all.stream().map(value -> Arguments.of(set, value)));
    }

    static Stream<Arguments> shortRuns() {
        List<String> names = new ArrayList<>();
        Golden.ROOT.get("optimizers").get("runs").fieldNames().forEachRemaining(names::add);
        return onEverySet(names.stream().filter(name -> !name.equals("Lamb")));
    }

    /// Five steps of one variable.
    @ParameterizedTest
    @MethodSource("shortRuns")
    void shouldUpdateAsKerasDoes(KernelSet set, String name) {
        JsonNode golden = Golden.ROOT.get("optimizers");
        JsonNode run = golden.get("runs").get(name);
        Optimizer optimizer =
                Optimizers.KINDS.kind(name.split("_", 2)[0]).read().apply(new JsonConfig(run.get("kwargs")));
        var model = Sequential.of(Shape.of(1), Dense.of(4).withName("w"));
        try (var trained = new Trained(set, model, optimizer)) {
            trained.weights(List.of(Golden.floats(golden.get("w0")), new float[4]));
            JsonNode expected = run.get("w_after_each_step");
            for (int step = 0; step < expected.size(); step++) {
                // The other variable's gradient is 0: it adds nothing to a norm.
                trained.step(List.of(Golden.floats(golden.get("grads").get(step)), new float[4]));
                Golden.assertClose(trained.weight(0), Golden.floats(expected.get(step)), 1e-6);
            }
        }
    }

    static Stream<Arguments> longRuns() {
        return onEverySet(
                IntStream.range(0, Golden.OPTIMIZERS.get("runs").size()).boxed());
    }

    /// Seven steps of two variables, with the state that is left and what the end of training makes of it.
    @ParameterizedTest
    @MethodSource("longRuns")
    void shouldDoWhatKerasDoesWithEveryOption(KernelSet set, int index) {
        JsonNode golden = Golden.OPTIMIZERS;
        JsonNode run = golden.get("runs").get(index);
        Optimizer optimizer = JsonConfig.read(Optimizers.KINDS, run.get("optimizer"));
        var model = Sequential.of(Shape.of(2), Dense.of(3));
        try (var trained = new Trained(set, model, optimizer)) {
            trained.weights(Golden.rows(golden.get("weights")));
            JsonNode gradients = golden.get("gradients");
            for (int step = 0; step < gradients.size(); step++) {
                trained.step(Golden.rows(gradients.get(step)));
                int last = step - gradients.size() + 2;
                for (int i = 0; last >= 0 && i < 2; i++) {
                    Golden.assertClose(
                            trained.weight(i),
                            Golden.floats(run.get("after").get(last).get(i)),
                            5e-6);
                }
            }
            List<Variable> slots = trained.variables.snapshot().slots();
            JsonNode expected = run.get("variables");
            int first = optimizer.learningRate() instanceof LearningRate.Constant ? 2 : 1;
            assertThat(slots).hasSize(expected.size() - first);
            for (int i = 0; i < slots.size(); i++) {
                Golden.assertClose(slots.get(i).toArray(), Golden.floats(expected.get(first + i)), 5e-6);
            }
            trained.variables.endTraining(trained.parameters.weights());
            for (int i = 0; i < 2; i++) {
                Golden.assertClose(
                        trained.weight(i), Golden.floats(run.get("finally").get(i)), 5e-6);
            }
        }
    }

    /// One layer's weights, with gradients given.
    private static final class Trained implements AutoCloseable {
        private final Kernels kernels;
        private final Optimizer optimizer;
        private final Parameters parameters;
        private final OptimizerVariables variables;
        private final List<VariableSpec> specs;
        private final Op update;
        private final Op accumulate;
        private long steps;

        Trained(KernelSet set, Sequential model, Optimizer optimizer) {
            this.kernels = set.open();
            this.optimizer = optimizer;
            this.specs = model.weights();
            this.parameters = new Parameters(kernels, model);
            this.variables = new OptimizerVariables(kernels, model, parameters.layout(), optimizer);
            this.update = kernels.sequence(variables.update(kernels, optimizer, parameters.weights(), true));
            this.accumulate = kernels.sequence(variables.update(kernels, optimizer, parameters.weights(), false));
        }

        private Buffer part(Buffer whole, int variable) {
            VariableSpec spec = specs.get(variable);
            return parameters.layout().slice(whole, spec.name(), spec.shape().size());
        }

        void weights(List<float[]> values) {
            for (int i = 0; i < specs.size(); i++) {
                part(parameters.weights(), i).upload(FloatBuffer.wrap(values.get(i)));
            }
        }

        float[] weight(int variable) {
            return Golden.download(part(parameters.weights(), variable));
        }

        void step(List<float[]> gradients) {
            for (int i = 0; i < specs.size(); i++) {
                part(variables.gradients(), i).upload(FloatBuffer.wrap(gradients.get(i)));
            }
            variables.advance(optimizer);
            (optimizer.options().updatesAfter(steps++) ? update : accumulate).run();
        }

        @Override
        public void close() {
            kernels.close();
        }
    }

    @Test
    void shouldHaveARowOfKerasForEveryKind() {
        Set<String> optimizers = new HashSet<>();
        Set<String> schedules = new HashSet<>();
        for (JsonNode run : Golden.OPTIMIZERS.get("runs")) {
            Optimizer optimizer = JsonConfig.read(Optimizers.KINDS, run.get("optimizer"));
            optimizers.add(optimizer.className());
            if (optimizer.learningRate() instanceof Schedule schedule) {
                schedules.add(schedule.className());
            }
        }
        assertThat(optimizers)
                .containsExactlyInAnyOrderElementsOf(
                        Optimizers.KINDS.kinds().stream().map(Kind::className).toList());
        assertThat(schedules)
                .containsExactlyInAnyOrderElementsOf(
                        Schedules.KINDS.kinds().stream().map(Kind::className).toList());
    }

    private static Compile compile(Optimizer optimizer) {
        return new Compile(optimizer, new SparseCategoricalCrossentropy());
    }

    private static Batch batch(int step, int size) {
        var random = new SplittableRandom(step);
        float[] values = new float[size * 20];
        int[] classes = new int[size];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        for (int i = 0; i < classes.length; i++) {
            classes[i] = random.nextInt(3);
        }
        return new Batch(Tensor.of(Shape.of(20), values), Tensor.ofClasses(classes));
    }

    private static TrainedModel train(Network network, int from, int to) {
        var scores = new MetricAccumulators(network.model(), network.compile());
        for (int step = from; step < to; step++) {
            network.trainStep(batch(step, 7), scores);
        }
        return network.snapshot();
    }

    @ParameterizedTest
    @MethodSource("everything")
    void shouldGiveTheSameBitsOnAnyNumberOfThreads(Optimizer optimizer) {
        // Large enough for several blocks.
        var model = Sequential.of(Shape.of(20), Dense.of(700, Activation.RELU), Dense.of(40), Dense.of(3));
        var compile = new Compile(optimizer, new SparseCategoricalCrossentropy(true));
        List<List<Integer>> bits = new ArrayList<>();
        for (int threads : new int[] {1, 2, 3}) {
            try (var network = Network.create(VectorKernelSet.with(threads), model, compile, 3)) {
                bits.add(NetworkTest.bits(train(network, 0, 4)));
            }
        }
        assertThat(bits.get(1)).isEqualTo(bits.getFirst());
        assertThat(bits.get(2)).isEqualTo(bits.getFirst());
    }

    static Stream<String> schedulesOfTheFile() {
        List<String> names = new ArrayList<>();
        Golden.ROOT.get("schedules").fieldNames().forEachRemaining(names::add);
        return names.stream().filter(name -> !name.equals("steps"));
    }

    @ParameterizedTest
    @MethodSource("schedulesOfTheFile")
    void shouldScheduleAsKerasDoes(String name) {
        JsonNode golden = Golden.ROOT.get("schedules");
        Schedule schedule = Objects.requireNonNull(Golden.SCHEDULES.get(name), name);
        float[] expected = Golden.floats(golden.get(name));
        float[] actual = new float[expected.length];
        for (int i = 0; i < actual.length; i++) {
            actual[i] = (float) schedule.at(golden.get("steps").get(i).asLong());
        }
        Golden.assertClose(actual, expected, 1e-7);
    }

    @Test
    void shouldForgetTheScheduleOnceALearningRateIsSet() {
        var schedule = new CosineDecay(0.1, 4, 0, Optional.empty(), 0);
        try (var network = Network.create(MODEL, compile(new SGD().withLearningRate(schedule)), 1)) {
            train(network, 0, 2);
            assertThat(network.learningRate()).isEqualTo(schedule.at(2)).isLessThan(0.1);
            network.learningRate(0.5);
            train(network, 2, 3);
            assertThat(network.learningRate()).isEqualTo(0.5);
            try (var restored = Network.restore(network.snapshot())) {
                assertThat(restored.compile().optimizer()).isEqualTo(new SGD(0.5, 0, false));
                assertThat(NetworkTest.bits(train(restored, 3, 5))).isEqualTo(NetworkTest.bits(train(network, 3, 5)));
            }
        }
    }

    /// The norm of nothing is 0, and clips nothing; that of what is not a number is none, and everything is lost.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldClipGradientsThatAreZeroOrNotNumbers(boolean together) {
        OptimizerOptions options =
                together ? OptimizerOptions.NONE.withGlobalClipnorm(1) : OptimizerOptions.NONE.withClipnorm(1);
        for (KernelSet set : Golden.KERNEL_SETS) {
            try (var trained =
                    new Trained(set, Sequential.of(Shape.of(2), Dense.of(3)), new SGD().withOptions(options))) {
                trained.weights(List.of(new float[] {1, 2, 3, 4, 5, 6}, new float[] {1, 2, 3}));
                trained.step(List.of(new float[6], new float[3]));
                assertThat(trained.weight(0)).containsExactly(1, 2, 3, 4, 5, 6);
                trained.step(List.of(new float[] {Float.NaN, 0, 0, 0, 0, 0}, new float[3]));
                assertThat(trained.weight(0)).containsOnly(Float.NaN);
                assertThat(Float.isNaN(trained.weight(1)[0])).isEqualTo(together);
            }
        }
    }

    static Stream<Arguments> optionsAndSizes() {
        // With an epsilon that keeps rounding errors of tiny gradients small.
        return Stream.of(new SGD(0.1, 0, false), new Adam(0.01, 0.9, 0.999, 0.01, false))
                .flatMap(optimizer -> OPTIONS.stream().map(optimizer::withOptions))
                .flatMap(optimizer -> Stream.of(1, 7).map(size -> Arguments.of(optimizer, size)));
    }

    /// Of few examples, `vector` updates in the backward pass, where it may.
    @ParameterizedTest
    @MethodSource("optionsAndSizes")
    void shouldTrainAsTheReferenceDoes(Optimizer optimizer, int size) {
        try (var expected = Network.create(KernelSets.nd4j(), MODEL, compile(optimizer), 3);
                var actual = Network.create(KernelSets.vector(), MODEL, compile(optimizer), 3)) {
            var scores = new MetricAccumulators(MODEL, compile(optimizer));
            for (int step = 0; step < STEPS; step++) {
                expected.trainStep(batch(step, size), scores);
                actual.trainStep(batch(step, size), scores);
            }
            List<Variable> weights = expected.snapshot().weights();
            for (int i = 0; i < weights.size(); i++) {
                Golden.assertClose(
                        actual.snapshot().weights().get(i).toArray(),
                        weights.get(i).toArray(),
                        2e-6);
            }
        }
    }
}
