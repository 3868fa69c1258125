package dev.millrace.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.gateway.series.Series;
import dev.millrace.keras.KerasJson;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Fit;
import dev.millrace.nn.loss.MeanSquaredError;
import dev.millrace.nn.metric.F1Score;
import dev.millrace.nn.metric.FBetaScore;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.SGD;
import dev.millrace.runs.RunSpec;
import dev.millrace.wire.Metric;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Split;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScoresTest {
    @Test
    void shouldTakeTheFirstMetricOfWhichMoreIsBetter() {
        List<String> scores = scores(
                Metrics.of("mean_absolute_error"),
                new FBetaScore("fbeta_score", F1Score.Average.MACRO, 2, Optional.empty()),
                Metrics.ACCURACY);
        assertThat(scores).containsExactly("fbeta_score", "accuracy");
        var validation = new Series();
        put(validation, 1, Map.of("loss", 0.1, "mean_absolute_error", 0.9, "fbeta_score", 0.2, "accuracy", 0.9));
        put(validation, 2, Map.of("loss", 0.2, "mean_absolute_error", 0.8, "fbeta_score", 0.7, "accuracy", 0.1));
        put(validation, 3, Map.of("loss", 0.3, "mean_absolute_error", 0.7, "fbeta_score", 0.5, "accuracy", 0.2));
        assertThat(Scores.best(Map.of(Split.VALIDATION, validation), scores))
                .contains(new RunRow.Best(Split.VALIDATION, "fbeta_score", 0.7, 2));
    }

    @Test
    void shouldTakeTheLeastLossWhereThereIsNoSuchMetric() {
        List<String> scores = scores(Metrics.of("mean_absolute_error"));
        assertThat(scores).isEmpty();
        var training = new Series();
        put(training, 1, Map.of("loss", 0.3, "mean_absolute_error", 0.1));
        put(training, 2, Map.of("loss", 0.2, "mean_absolute_error", 0.2));
        assertThat(Scores.best(Map.of(Split.TRAINING, training), scores))
                .contains(new RunRow.Best(Split.TRAINING, "loss", 0.2, 2));
    }

    private static List<String> scores(dev.millrace.nn.Metric... metrics) {
        var compile = new Compile(new SGD(), new MeanSquaredError(), metrics);
        var object = JsonNodeFactory.instance.objectNode();
        return Request.of(new RunRequested(
                        "run",
                        "run",
                        object.set("digits", JsonNodeFactory.instance.objectNode()),
                        JsonNodeFactory.instance.objectNode(),
                        KerasJson.compile(compile),
                        RunSpec.ref(new Fit()),
                        Instant.EPOCH))
                .scores();
    }

    private static void put(Series series, long step, Map<String, Double> values) {
        series.put(new Metric("run", Split.VALIDATION, 0, step, values, Instant.EPOCH.plusSeconds(step)), step);
    }
}
