package dev.millrace.standalone.owndata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.Progress;
import dev.millrace.evaluator.Scoring;
import dev.millrace.loader.BatchSequence;
import dev.millrace.loader.LoadPlan;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.loss.MeanSquaredError;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.Adam;
import dev.millrace.runs.RunSpec;
import dev.millrace.trainer.RunDescription;
import dev.millrace.trainer.Training;
import dev.millrace.wire.BatchAssembler;
import dev.millrace.wire.BatchMessage;
import dev.millrace.wire.Decoded;
import dev.millrace.wire.Split;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same network on the same rows of the same CSV files as in `houses/make_houses.py`, whose numbers are Keras's.
final class KerasComparisonTest {
    private static final Path HOUSES = Path.of("src/test/resources/houses");

    @TempDir
    private Path folder;

    @Test
    void shouldScoreAsKerasDoes() throws IOException {
        ObjectNode csv = new ObjectMapper().createObjectNode();
        csv.putObject("csv")
                .put("file", HOUSES.resolve("train.csv").toString())
                .put("test_file", HOUSES.resolve("test.csv").toString())
                .put("target", "price")
                .putObject("split")
                .put("validation", 0);
        Dataset dataset = Datasets.source(csv).open(new DataFolders(Optional.empty(), folder), Progress.none());
        assertThat(dataset.schema().inputs().shape()).isEqualTo(Shape.of(7));
        List<Double> losses = new ArrayList<>();
        List<Double> errors = new ArrayList<>();
        for (int seed = 0; seed < 5; seed++) {
            Map<String, Double> scores = scores(dataset, seed);
            losses.add(scores.get("loss"));
            errors.add(scores.get("mean_absolute_error"));
        }
        JsonNode keras =
                new ObjectMapper().readTree(HOUSES.resolve("keras.json").toFile());
        shouldAgree(losses, keras, "loss");
        shouldAgree(errors, keras, "mean_absolute_error");
    }

    /// The means differ by no more than what seeds do: three standard errors of their difference.
    private static void shouldAgree(List<Double> here, JsonNode keras, String name) {
        List<Double> there = new ArrayList<>();
        keras.path("scores").forEach(score -> there.add(score.path(name).asDouble()));
        assertThat(there).hasSize(5);
        double error = Math.sqrt((variance(here) + variance(there)) / 5);
        assertThat(mean(here) - mean(there))
                .as(name + ": " + here + " and " + there)
                .isBetween(-3 * error, 3 * error);
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    private static double variance(List<Double> values) {
        double mean = mean(values);
        return values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum() / (values.size() - 1);
    }

    private static Map<String, Double> scores(Dataset dataset, int seed) {
        var spec = new RunSpec(
                "houses",
                Sequential.of(Shape.of(7), Dense.of(32, Activation.RELU), Dense.of(1)),
                new Compile(
                        new Adam().withLearningRate(0.005), new MeanSquaredError(), Metrics.of("mean_absolute_error")),
                new Fit(32, 40, 0, true, seed));
        var run = spec.request("houses", Datasets.named("csv"), Instant.EPOCH);
        LoadPlan plan = LoadPlan.of(run, description -> dataset);
        var sequence = new BatchSequence(plan);
        try (Training training = Training.start(RunDescription.of(run)).begin(plan.stepsPerEpoch())) {
            while (!training.finished()) {
                training.train(
                        sequence.training(
                                training.position().epoch(), training.position().stepInEpoch()),
                        0);
                if (training.epochEndDue()) {
                    training.endEpoch(Map.of());
                }
            }
            try (var scoring = new Scoring(training.state().trained(), EnumSet.of(Split.TEST))) {
                var assembler = new BatchAssembler(32);
                sequence.evaluation((split, epoch, step, part, parts, value) ->
                        assembler.add(decoded(value)).ifPresent(scoring::add));
                return Objects.requireNonNull(scoring.results().get(Split.TEST));
            }
        }
    }

    private static BatchMessage decoded(byte[] value) {
        return switch (BatchMessage.decode(ByteBuffer.wrap(value))) {
            case Decoded.Ok<BatchMessage> ok -> ok.value();
            case Decoded.Malformed<BatchMessage> bad -> throw new AssertionError(bad.reason());
        };
    }
}
