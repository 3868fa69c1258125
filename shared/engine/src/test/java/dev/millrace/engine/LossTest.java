package dev.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.engine.kernel.Kernels;
import dev.millrace.engine.kernel.Matrix;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Loss;
import dev.millrace.nn.loss.Losses;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every loss on every kernel set: values and gradients against Keras's JAX backend (`losses.json`), however many
/// values come after the last whole vector.
@Timeout(120)
class LossTest {
    static Stream<Arguments> cases() {
        return Golden.KERNEL_SETS.stream()
                .flatMap(set -> Golden.LOSSES.valueStream().map(golden -> Arguments.of(set, golden)));
    }

    @Test
    void shouldCoverEveryLoss() {
        assertThat(Losses.KINDS.kinds().stream().map(Kind::className))
                .isSubsetOf(Golden.LOSSES
                        .valueStream()
                        .map(golden -> golden.get("loss").get("class_name").asText())
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldLoseAsKerasDoes(KernelSet set, JsonNode golden) {
        Loss loss = JsonConfig.read(Losses.KINDS, golden.get("loss"));
        try (Kernels kernels = set.open()) {
            Matrix predictions = Golden.matrix(kernels, golden.get("p"));
            Matrix targets = Golden.matrix(kernels, golden.get("y"));
            Matrix gradient = Golden.matrix(
                    kernels, predictions.rows(), new float[predictions.buffer().size()]);
            Buffer losses = kernels.allocate(predictions.rows());

            kernels.loss(loss, false, predictions, targets, null, losses, gradient)
                    .run();

            Golden.assertClose(Golden.download(losses), Golden.floats(golden.get("losses")), 1e-6);
            Golden.assertClose(Golden.download(gradient.buffer()), Golden.floats(golden.get("gradient")), 1e-6);
        }
    }

    /// Rows of `golden.json` that no class of Keras is named after.
    private static final Map<String, String> SHORT = Map.ofEntries(
            Map.entry("cce", "CategoricalCrossentropy"),
            Map.entry("scce", "SparseCategoricalCrossentropy"),
            Map.entry("cfce", "CategoricalFocalCrossentropy"),
            Map.entry("bfce", "BinaryFocalCrossentropy"),
            Map.entry("cosine", "CosineSimilarity"));

    static Stream<Arguments> rows() {
        return Golden.KERNEL_SETS.stream()
                .flatMap(set -> Golden.ROOT
                        .get("losses")
                        .propertyStream()
                        .map(Map.Entry::getKey)
                        .map(name -> Arguments.of(set, name)));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void shouldReduceLossesAsKerasDoes(KernelSet set, String name) {
        JsonNode golden = Golden.ROOT.get("losses").get(name);
        // cce_logits is cce with other settings
        String kind = Losses.KINDS.find(name).isPresent() ? name : name.replaceFirst("_.*", "");
        Loss loss =
                Losses.KINDS.kind(SHORT.getOrDefault(kind, kind)).read().apply(new JsonConfig(golden.get("kwargs")));
        try (Kernels kernels = set.open()) {
            Matrix predictions = Golden.matrix(kernels, golden.get("y_pred"));
            Matrix targets = Golden.targets(kernels, golden.get("y_true"), predictions);
            Buffer losses = kernels.allocate(predictions.rows());
            kernels.loss(loss, false, predictions, targets, null, losses, null).run();
            Golden.assertClose(Golden.download(losses), Golden.floats(golden.get("none")), 1e-6);
            assertMean(losses, golden.get("sum_over_batch_size").asDouble());

            Buffer weights = Golden.buffer(kernels, 1, 0.5f, 2);
            kernels.loss(loss, false, predictions, targets, weights, losses, null)
                    .run();
            assertMean(losses, golden.get("sobs_sample_weight").asDouble());
        }
    }

    private static void assertMean(Buffer losses, double expected) {
        double mean = 0;
        for (float one : Golden.download(losses)) {
            mean += (double) one / losses.size();
        }
        assertThat(mean).isCloseTo(expected, within(1e-6 * Math.max(1, Math.abs(expected))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldWeighLossesAndGradientsOfRows(KernelSet set, JsonNode golden) {
        Loss loss = JsonConfig.read(Losses.KINDS, golden.get("loss"));
        float[] weights = {0, 0.5f, 1, 3};
        float[] expectedLosses = Golden.floats(golden.get("losses"));
        float[] expectedGradient = Golden.floats(golden.get("gradient"));
        try (Kernels kernels = set.open()) {
            Matrix predictions = Golden.matrix(kernels, golden.get("p"));
            Matrix targets = Golden.matrix(kernels, golden.get("y"));
            Matrix gradient = Golden.matrix(kernels, predictions.rows(), new float[expectedGradient.length]);
            Buffer losses = kernels.allocate(predictions.rows());

            kernels.loss(loss, false, predictions, targets, Golden.buffer(kernels, weights), losses, gradient)
                    .run();

            for (int row = 0; row < weights.length; row++) {
                expectedLosses[row] *= weights[row];
                for (int i = row * predictions.columns(); i < (row + 1) * predictions.columns(); i++) {
                    expectedGradient[i] *= weights[row];
                }
            }
            Golden.assertClose(Golden.download(losses), expectedLosses, 1e-6);
            Golden.assertClose(Golden.download(gradient.buffer()), expectedGradient, 1e-6);
        }
    }
}
