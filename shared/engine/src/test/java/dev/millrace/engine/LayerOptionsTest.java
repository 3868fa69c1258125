package dev.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.engine.data.Batch;
import dev.millrace.engine.data.Tensor;
import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.engine.score.MetricAccumulators;
import dev.millrace.keras.KerasJson;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.Variable;
import dev.millrace.nn.VariableSpec;
import dev.millrace.nn.loss.Losses;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What outputs of layers add to the loss and to gradients, and what weights are kept to: the networks of
/// `make_layer_options.py`, read as Keras writes them.
@Timeout(60)
class LayerOptionsTest {
    private static final int SAMPLES = 25;
    private static final int TRAINED = 20;
    private static final int BATCH_SIZE = 7;
    private static final double TOLERANCE = 2e-5;

    static Stream<Arguments> networks() {
        return Golden.KERNEL_SETS.stream()
                .flatMap(set ->
                        Golden.LAYER_OPTIONS.properties().stream().map(entry -> Arguments.of(set, entry.getKey())));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void shouldTrainAsKerasDoes(KernelSet set, String name) {
        JsonNode run = Golden.LAYER_OPTIONS.get(name);
        Sequential model = KerasJson.model(run.get("model"));
        var loss = Losses.KINDS.kind(run.get("loss").asText()).read().apply(JsonConfig.EMPTY);
        var compile = new Compile(KerasJson.optimizer(run.get("optimizer")), loss);
        var first = new TrainedModel(model, Optional.of(compile), weights(model, run), Optional.empty());
        try (var network = Network.restore(set, first)) {
            for (int epoch = 0; epoch < run.get("history").get("loss").size(); epoch++) {
                var scores = new MetricAccumulators(model, compile);
                for (int from = 0; from < TRAINED; from += BATCH_SIZE) {
                    network.trainStep(batch(model, run, from, Math.min(TRAINED, from + BATCH_SIZE)), scores);
                }
                assertLoss(scores, run, "loss", epoch);
                var validated = new MetricAccumulators(model, compile);
                network.evaluateStep(batch(model, run, TRAINED, SAMPLES), validated);
                assertLoss(validated, run, "val_loss", epoch);
            }
            network.endTraining();
            List<Variable> after = network.snapshot().weights();
            for (int i = 0; i < after.size(); i++) {
                Golden.assertClose(
                        after.get(i).toArray(),
                        Golden.floats(run.get("final_weights").get(i)),
                        TOLERANCE);
            }
        }
    }

    private static List<Variable> weights(Sequential model, JsonNode run) {
        List<Variable> weights = new ArrayList<>();
        for (VariableSpec spec : model.weights()) {
            weights.add(new Variable(
                    spec.name(), spec.shape(), Golden.floats(run.get("weights").get(weights.size()))));
        }
        return weights;
    }

    private static Batch batch(Sequential model, JsonNode run, int from, int to) {
        Tensor inputs = Tensor.of(model.inputShape(), Golden.floats(run.get("x")));
        return new Batch(inputs.slice(from, to), targets(model, run.get("y")).slice(from, to));
    }

    private static Tensor targets(Sequential model, JsonNode y) {
        return y.get(0).isArray()
                ? Tensor.of(model.outputShape(), Golden.floats(y))
                : Tensor.ofClasses(y.valueStream().mapToInt(JsonNode::asInt).toArray());
    }

    private static void assertLoss(MetricAccumulators scores, JsonNode run, String name, int epoch) {
        assertThat(Objects.requireNonNull(scores.results().get("loss")))
                .as("%s of epoch %d", name, epoch)
                .isCloseTo(run.get("history").get(name).get(epoch).asDouble(), within(TOLERANCE));
    }
}
