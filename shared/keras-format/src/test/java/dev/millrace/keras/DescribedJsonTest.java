package dev.millrace.keras;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.millrace.nn.Constraint;
import dev.millrace.nn.Initializer;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Kinds;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Regularizer;
import dev.millrace.nn.loss.Losses;
import dev.millrace.nn.metric.F1Score;
import dev.millrace.nn.metric.FBetaScore;
import dev.millrace.nn.metric.Metrics;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Every loss, metric, initializer, regularizer and constraint of the registries, as Keras 3.15.1 writes it:
/// `described.json`.
@Timeout(60)
final class DescribedJsonTest {
    private static final JsonNode GOLDEN = golden();

    private static JsonNode golden() {
        try (InputStream json = DescribedJsonTest.class.getResourceAsStream("described.json")) {
            return Golden.JSON.readTree(Objects.requireNonNull(json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<JsonNode> losses() {
        return GOLDEN.get("losses").valueStream();
    }

    static Stream<JsonNode> metrics() {
        return GOLDEN.get("metrics").valueStream();
    }

    static Stream<JsonNode> initializers() {
        return GOLDEN.get("initializers").valueStream();
    }

    static Stream<JsonNode> regularizers() {
        return GOLDEN.get("regularizers").valueStream();
    }

    static Stream<JsonNode> constraints() {
        return GOLDEN.get("constraints").valueStream();
    }

    @Test
    void shouldCoverEveryKind() {
        assertThat(names(Constraint.KINDS)).isSubsetOf(classes("constraints"));
        assertThat(names(Initializer.KINDS)).isSubsetOf(classes("initializers"));
        assertThat(names(Regularizer.KINDS)).isSubsetOf(classes("regularizers"));
        assertThat(names(Losses.KINDS)).isSubsetOf(classes("losses"));
        // "accuracy" is a name and no class
        assertThat(names(Metrics.KINDS))
                .filteredOn(name -> !name.equals("Accuracy"))
                .isSubsetOf(classes("metrics"));
    }

    private static List<String> names(Kinds<?> kinds) {
        return kinds.kinds().stream().map(Kind::className).toList();
    }

    private static List<String> classes(String family) {
        return GOLDEN.get(family)
                .valueStream()
                .map(node -> node.get("class_name").asText())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("losses")
    void shouldReadAndWriteALossAsKerasDoes(JsonNode golden) {
        Loss loss = LossJson.read(golden);
        JsonNode written = LossJson.write(loss);

        assertThat(LossJson.read(written)).isEqualTo(loss);
        if (written.isTextual()) {
            assertThat(LossJson.read(new TextNode(loss.className()))).isEqualTo(loss);
        } else {
            assertThat(written).isEqualTo(golden);
        }
        ObjectNode settings = DescribedJson.settings(loss.settings());
        ObjectNode expected = golden.get("config").deepCopy();
        expected.remove(List.of("name", "reduction"));
        if (!loss.className().equals("Huber")) {
            // Keras leaves Huber's delta out
            assertThat(List.copyOf(settings.properties())).isEqualTo(List.copyOf(expected.properties()));
        }
        assertThat(golden.get("config").get("name").asText()).isEqualTo(loss.configName());
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void shouldReadAndWriteAMetricAsKerasDoes(JsonNode golden) {
        Metric metric = MetricJson.read(golden);

        assertThat(metric.name()).isEqualTo("mine");
        assertThat(MetricJson.write(metric)).isEqualTo(golden);
        assertThat(MetricJson.write(metric).get("config").toString())
                .as("the order of settings")
                .isEqualTo(golden.get("config").toString());
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void shouldReadAMetricThatItWroteUnderKerassName(JsonNode golden) {
        Metric metric = MetricJson.read(golden).withName(MetricJson.read(golden).kerasName());

        JsonNode written = MetricJson.write(metric);

        assertThat(written.isTextual()).isEqualTo(metric.isPlain());
        assertThat(MetricJson.read(written)).isEqualTo(metric);
    }

    @ParameterizedTest
    @MethodSource("initializers")
    void shouldReadAndWriteAnInitializerAsKerasDoes(JsonNode golden) {
        Initializer initializer = DescribedJson.read(Initializer.KINDS, golden);
        JsonNode written = DescribedJson.write("keras.initializers", initializer);

        assertThat(DescribedJson.read(Initializer.KINDS, written)).isEqualTo(initializer);
        ObjectNode expected = golden.deepCopy();
        // what older versions of Keras do not know
        ((ObjectNode) expected.get("config")).remove(List.of("input_axes", "output_axes"));
        if (initializer instanceof Initializer.Identity) {
            // Keras leaves the gain out, and reads it
            expected.putObject("config").put("gain", 1.0);
        }
        assertThat(written).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("regularizers")
    void shouldReadAndWriteARegularizerAsKerasDoes(JsonNode golden) {
        Regularizer regularizer = DescribedJson.read(Regularizer.KINDS, golden);

        assertThat(DescribedJson.write("keras.regularizers", regularizer)).isEqualTo(golden);
    }

    @ParameterizedTest
    @MethodSource("constraints")
    void shouldReadAndWriteAConstraintAsKerasDoes(JsonNode golden) {
        Constraint constraint = DescribedJson.read(Constraint.KINDS, golden);
        JsonNode written = DescribedJson.write("keras.constraints", constraint);

        assertThat(DescribedJson.read(Constraint.KINDS, written)).isEqualTo(constraint);
        assertThat(written).isEqualTo(golden);
    }

    @ParameterizedTest
    @CsvSource({
        "zero, Zeros",
        "one, Ones",
        "normal, RandomNormal",
        "uniform, RandomUniform",
        "identity, Identity",
        "IdentityInitializer, Identity",
        "OrthogonalInitializer, Orthogonal"
    })
    void shouldKnowAnInitializerByEachOfItsNames(String name, String className) {
        assertThat(DescribedJson.read(Initializer.KINDS, new TextNode(name)).className())
                .isEqualTo(className);
    }

    @Test
    void shouldReadTheGainOfTheIdentity() {
        assertThat(DescribedJson.read(Initializer.KINDS, Golden.json("{'identity': {'gain': 2}}")))
                .isEqualTo(new Initializer.Identity(2));
    }

    @Test
    void shouldReadTheShortForms() {
        assertThat(MetricJson.read(Golden.json("{'top_k_categorical_accuracy': 3}")))
                .isEqualTo(
                        MetricJson.read(Golden.json("{'class_name': 'TopKCategoricalAccuracy', 'config': {'k': 3}}")));
        assertThat(MetricJson.read(Golden.json("{'f1_score': 'macro'}")).name()).isEqualTo("f1_score");
        assertThat(MetricJson.read(Golden.json("{'fbeta_score': {'average': 'macro', 'beta': 2}}")))
                .isEqualTo(MetricJson.read(Golden.json("{'f_beta_score': {'average': 'macro', 'beta': 2}}")))
                .isEqualTo(new FBetaScore("fbeta_score", F1Score.Average.MACRO, 2, Optional.empty()));
        assertThat(LossJson.read(Golden.json("{'huber': 0.5}")))
                .isEqualTo(LossJson.read(Golden.json("{'class_name': 'Huber', 'config': {'delta': 0.5}}")));
    }
}
