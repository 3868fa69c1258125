package dev.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.engine.data.Batch;
import dev.millrace.engine.data.Tensor;
import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.engine.score.MetricAccumulators;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.Variable;
import dev.millrace.nn.VariableSpec;
import dev.millrace.nn.layer.Layers;
import dev.millrace.nn.loss.SparseCategoricalCrossentropy;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.Optimizers;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A small convolutional network with normalisation, a regularizer and weights of classes that Keras has trained for
/// two epochs: with clipping and decay, and with a schedule.
@Timeout(60)
class GoldenNetworkTest {
    private static final JsonNode NETWORK = Golden.LAYERS.get("network");
    private static final int BATCH_SIZE = NETWORK.get("batch_size").asInt();

    static Stream<Arguments> runs() {
        return Golden.KERNEL_SETS.stream()
                .flatMap(set -> Stream.of("adam_clip_decay", "sgd_cosine").map(name -> Arguments.of(set, name)));
    }

    private static Sequential model(JsonNode config) {
        List<Layer> layers = new ArrayList<>();
        for (JsonNode layer : config.get("layers")) {
            if (!layer.get("class_name").asText().equals("InputLayer")) {
                layers.add(JsonConfig.read(Layers.KINDS, layer)
                        .withName(layer.get("config").get("name").asText()));
            }
        }
        return new Sequential("network", Shape.of(8, 8, 1), layers);
    }

    private static List<Variable> variables(Sequential model, JsonNode values) {
        List<Variable> variables = new ArrayList<>();
        for (VariableSpec spec : model.weights()) {
            variables.add(new Variable(
                    spec.name(),
                    spec.shape(),
                    Golden.floats(values.get(variables.size()).get("values"))));
        }
        return variables;
    }

    private static Batch batch(int from, int to, boolean weighted) {
        float[] x = Golden.floats(NETWORK.get("x").get("values"));
        float[] inputs = new float[(to - from) * 64];
        System.arraycopy(x, from * 64, inputs, 0, inputs.length);
        int[] classes = new int[to - from];
        float[] weights = new float[to - from];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = NETWORK.get("y").get(from + i).asInt();
            weights[i] = (float)
                    NETWORK.get("class_weight").get(String.valueOf(classes[i])).asDouble();
        }
        var batch = new Batch(Tensor.of(Shape.of(8, 8, 1), inputs), Tensor.ofClasses(classes));
        return weighted ? batch.withWeights(Tensor.of(Shape.of(), weights)) : batch;
    }

    /// Where Adam trains, the bias of the convolution that is normalised right after it is not known: its gradient is 0
    /// but for rounding, of which Adam makes steps. It and the moving mean that follows it are noise of the size of
    /// steps; validation sees it as far as the moving mean lags behind.
    private static final double NOISE = 2e-3;

    private static double tolerance(String run, double noise) {
        return run.startsWith("adam") ? noise : 1e-5;
    }

    @ParameterizedTest
    @MethodSource("runs")
    void shouldTrainAsKerasDoes(KernelSet set, String name) {
        JsonNode run = NETWORK.get("runs").get(name);
        Sequential model = model(run.get("config"));
        var compile = new Compile(
                JsonConfig.read(Optimizers.KINDS, run.get("compile").get("optimizer")),
                new SparseCategoricalCrossentropy(),
                Metrics.ACCURACY);
        var first = new TrainedModel(
                model, Optional.of(compile), variables(model, run.get("first_weights")), Optional.empty());
        int examples = NETWORK.get("y").size();
        int split = (int) (examples * (1 - NETWORK.get("validation_split").asDouble()));
        try (var network = Network.restore(set, first)) {
            for (int epoch = 0; epoch < NETWORK.get("epochs").asInt(); epoch++) {
                var scores = new MetricAccumulators(model, compile);
                for (int from = 0; from < split; from += BATCH_SIZE) {
                    network.trainStep(batch(from, Math.min(split, from + BATCH_SIZE), true), scores);
                }
                assertScores(scores, run.get("history"), "", epoch, 1e-5);
                var validated = new MetricAccumulators(model, compile);
                for (int from = split; from < examples; from += BATCH_SIZE) {
                    network.evaluateStep(batch(from, Math.min(examples, from + BATCH_SIZE), false), validated);
                }
                assertScores(validated, run.get("history"), "val_", epoch, tolerance(name, 2e-4));
            }
            List<Variable> after = network.snapshot().weights();
            for (int i = 0; i < after.size(); i++) {
                boolean noise = i == 1 || i == 4;
                Golden.assertClose(
                        after.get(i).toArray(),
                        Golden.floats(run.get("weights_after").get(i).get("values")),
                        noise ? tolerance(name, NOISE) : 1e-5);
            }
        }
    }

    private static void assertScores(
            MetricAccumulators scores, JsonNode history, String prefix, int epoch, double tolerance) {
        for (String name : List.of("loss", "accuracy")) {
            assertThat(Objects.requireNonNull(scores.results().get(name)))
                    .as("%s%s of epoch %d", prefix, name, epoch)
                    .isCloseTo(history.get(prefix + name).get(epoch).asDouble(), within(tolerance));
        }
    }
}
