package dev.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.engine.data.Samples;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Compile;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Metric;
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
import dev.millrace.nn.optimizer.Adam;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/// Regressions, sample weights and class weights, from `fit` to its history, as Keras has them.
final class WeightedFitTest {
    private static final JsonNode RUNS = Golden.WEIGHTED.get("runs");

    /// Those of `make_weighted.py`.
    private static final Map<String, Loss> LOSSES = Map.ofEntries(
            Map.entry("one_output_flat", new Huber()),
            Map.entry("one_output", new MeanAbsoluteError()),
            Map.entry("two_outputs", new Huber(0.3)),
            Map.entry("positions", new MeanAbsoluteError()),
            Map.entry("accuracy_of_values", new MeanSquaredError()),
            Map.entry("accuracy_of_a_value", new MeanSquaredError()),
            Map.entry("class_weight", new SparseCategoricalCrossentropy()),
            Map.entry("class_weight_one_hot", new CategoricalCrossentropy(false, 0.1)),
            Map.entry("weighted_logits", new CategoricalCrossentropy(true, 0.2)),
            Map.entry("weighted_sparse_logits", new SparseCategoricalCrossentropy(true)),
            Map.entry("weighted_binary", new BinaryCrossentropy(false, 0.1)),
            Map.entry("weighted_binary_logits", new BinaryCrossentropy(true, 0.1)));

    static Stream<String> runs() {
        assertThat(LOSSES).hasSameSizeAs(RUNS);
        return RUNS.propertyStream().map(Map.Entry::getKey);
    }

    private static INDArray array(JsonNode node) {
        List<Long> shape = new ArrayList<>();
        for (JsonNode inner = node; inner.isArray(); inner = inner.get(0)) {
            shape.add((long) inner.size());
        }
        return Nd4j.createFromArray(Golden.floats(node))
                .reshape('c', shape.stream().mapToLong(Long::longValue).toArray());
    }

    private static Samples samples(JsonNode run) {
        Samples plain = Samples.of(array(run.get("x")), array(run.get("y")));
        return run.get("sample_weight").isNull() ? plain : plain.withSampleWeight(array(run.get("sample_weight")));
    }

    private static List<Metric> metrics(JsonNode names) {
        return names.valueStream().map(JsonNode::asText).map(Metrics::of).toList();
    }

    private static Model model(JsonNode run, Loss loss) {
        JsonNode kernel = run.get("weights").get(2);
        JsonNode activation = run.get("activation");
        List<Integer> input = new ArrayList<>();
        for (JsonNode inner = run.get("x").get(0); inner.isArray(); inner = inner.get(0)) {
            input.add(inner.size());
        }
        var sequential = Sequential.of(
                new Shape(input),
                Dense.of(8, Activation.TANH),
                Dense.of(
                        kernel.get(0).size(),
                        activation.isNull() ? Activation.LINEAR : Activation.of(activation.asText())));
        List<Variable> weights = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            var spec = sequential.weights().get(i);
            weights.add(new Variable(
                    spec.name(), spec.shape(), Golden.floats(run.get("weights").get(i))));
        }
        var compile = new Compile(
                new Adam().withLearningRate(0.01),
                loss,
                metrics(run.get("metrics")),
                metrics(run.get("weighted_metrics")));
        return Model.of(new TrainedModel(sequential, Optional.of(compile), weights, Optional.empty()));
    }

    private static Fit fit(JsonNode run) {
        Map<Integer, Double> classWeight = new TreeMap<>();
        run.get("class_weight")
                .properties()
                .forEach(entry -> classWeight.put(
                        Integer.valueOf(entry.getKey()), entry.getValue().asDouble()));
        return new Fit()
                .withBatchSize(Golden.WEIGHTED.get("batch_size").asInt())
                .withEpochs(Golden.WEIGHTED.get("epochs").asInt())
                .withValidationSplit(Golden.WEIGHTED.get("validation_split").asDouble())
                .withShuffle(false)
                .withClassWeight(classWeight);
    }

    @ParameterizedTest
    @MethodSource("runs")
    void shouldTrainAsKerasDoes(String name) {
        JsonNode run = RUNS.get(name);
        Samples samples = samples(run);
        try (Model model = model(run, Objects.requireNonNull(LOSSES.get(name)))) {
            Map<String, List<Double>> history = model.fit(samples, fit(run)).history();

            assertThat(history.keySet())
                    .containsExactlyElementsOf(run.get("history")
                            .propertyStream()
                            .map(Map.Entry::getKey)
                            .toList());
            history.forEach((score, values) -> {
                for (int epoch = 0; epoch < values.size(); epoch++) {
                    assertClose(values.get(epoch), run.get("history").get(score).get(epoch), score);
                }
            });
            List<Variable> weights = model.trained().weights();
            for (int i = 0; i < weights.size(); i++) {
                Golden.assertClose(
                        weights.get(i).toArray(),
                        Golden.floats(run.get("final_weights").get(i)),
                        1e-5);
            }
            Map<String, Double> evaluated = model.evaluate(samples, 16);
            assertThat(evaluated).hasSameSizeAs(run.get("evaluate"));
            evaluated.forEach(
                    (score, value) -> assertClose(value, run.get("evaluate").get(score), score));
        }
    }

    private static void assertClose(double value, JsonNode expected, String what) {
        assertThat(value)
                .as(what)
                .isCloseTo(expected.asDouble(), within(1e-5 * Math.max(1, Math.abs(expected.asDouble()))));
    }

    @Test
    void shouldWeighClassesAsTheSamplesThatHaveThem() {
        JsonNode run = RUNS.get("class_weight");
        Fit fit = fit(run).withShuffle(true).withSeed(5);
        Samples samples = samples(run);
        float[] weights = new float[run.get("y").size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = fit.weightOf(run.get("y").get(i).asInt());
        }
        var plain = fit.withClassWeight(Map.of());
        var loss = new SparseCategoricalCrossentropy();
        try (Model byClass = model(run, loss);
                Model bySample = model(run, loss);
                Model neither = model(run, loss)) {
            Map<String, List<Double>> ofClasses = byClass.fit(samples, fit).history();
            Map<String, List<Double>> ofSamples = bySample.fit(
                            samples.withSampleWeight(Nd4j.createFromArray(weights)), plain)
                    .history();
            neither.fit(samples, plain);

            assertThat(NetworkTest.bits(byClass.trained()))
                    .isEqualTo(NetworkTest.bits(bySample.trained()))
                    .isNotEqualTo(NetworkTest.bits(neither.trained()));
            assertThat(ofClasses.get("loss")).isEqualTo(ofSamples.get("loss"));
            assertThat(ofClasses.get("val_loss"))
                    .as("validation takes no notice of classes")
                    .isNotEqualTo(ofSamples.get("val_loss"));
        }
    }

    @Test
    void shouldReadWeightsOfEveryTypeAlike() {
        JsonNode run = RUNS.get("one_output");
        INDArray whole = Nd4j.arange(50).castTo(DataType.INT32);
        List<List<Integer>> trained = new ArrayList<>();
        for (INDArray weights : List.of(
                whole,
                whole.castTo(DataType.DOUBLE),
                whole.castTo(DataType.FLOAT).reshape(50, 1))) {
            try (Model model = model(run, new MeanAbsoluteError())) {
                model.fit(samples(run).withSampleWeight(weights), new Fit().withBatchSize(16));
                trained.add(NetworkTest.bits(model.trained()));
            }
        }
        assertThat(trained.get(1)).isEqualTo(trained.getFirst());
        assertThat(trained.get(2)).isEqualTo(trained.getFirst());
    }

    @Test
    void shouldScoreValidationWithItsOwnWeights() {
        JsonNode run = RUNS.get("two_outputs");
        Samples validation = samples(run);
        try (Model model = model(run, new Huber(0.3))) {
            History history = model.fit(
                    Samples.of(validation.x(), validation.y()), new Fit().withBatchSize(16), validation, p -> {});

            Map<String, Double> scores = model.evaluate(validation, 16);
            assertThat(history.of("val_loss").getFirst()).isEqualTo(scores.get("loss"));
            assertThat(history.of("val_weighted_mae").getFirst()).isEqualTo(scores.get("weighted_mae"));
            assertThat(scores.get("weighted_mae")).isNotEqualTo(scores.get("mae"));
        }
    }

    @Test
    void shouldRefuseWeightsThatItCannotGive() {
        JsonNode run = RUNS.get("positions");
        Fit classes = new Fit().withClassWeight(Map.of(1, 2.0));
        Samples weighted = samples(run);
        Samples plain = Samples.of(weighted.x(), weighted.y());
        try (Model model = model(run, new MeanAbsoluteError())) {
            assertThatThrownBy(() -> model.fit(weighted, classes))
                    .isInstanceOf(DescriptionException.class)
                    .hasMessage(
                            "You cannot give 'class_weight' and 'sample_weight' at the same time, as in Keras. Leave"
                                    + " one out. Received: class_weight={1=2.0} and 50 sample weights");
            assertThatThrownBy(() -> model.fit(plain, classes))
                    .isInstanceOf(DescriptionException.class)
                    .hasMessage("'class_weight' wants one class for each example: class numbers, or a value for each"
                            + " class. Received: targets of shape (3, 2). Use 'sample_weight' instead.");
        }
        assertThatThrownBy(() -> plain.withSampleWeight(Nd4j.ones(49)))
                .isInstanceOf(DescriptionException.class)
                .hasMessage("sample_weight has one number for each of the 50 examples. Received: shape [49]");
        assertThatThrownBy(() -> plain.withSampleWeight(Nd4j.ones(50, 3)))
                .isInstanceOf(DescriptionException.class)
                .hasMessageEndingWith("Received: shape [50, 3]");
        assertThatThrownBy(() -> Samples.of(weighted.x(), Nd4j.ones(49)))
                .isInstanceOf(DescriptionException.class)
                .hasMessage("x and y have as many examples along their first axis. Received: x of 50, y of 49");
    }
}
