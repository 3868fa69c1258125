package dev.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What is made of the measurements.
final class EpochResultsTest {
    private static final Setting SETTING = new Setting(10, "sgd", Setting.DENSE);

    private final EpochResults results = new EpochResults(60_000, Map.of());

    private void add(Contestant contestant, int round, int trained, double seconds) {
        results.add(contestant, SETTING, round, trained, fitted(99.0, seconds));
    }

    private static Fitted fitted(Double... seconds) {
        return new Fitted(List.of(seconds), Map.of("loss", 0.25, "accuracy", 0.9), Map.of());
    }

    private static Keras keras(String backend) {
        return new Keras(backend, Optional.empty());
    }

    @Test
    void shouldScaleWhatWasTrainedToAnEpochAndTakeTheMedianOfRounds() {
        add(keras("jax"), 0, 6_000, 0.5);
        add(keras("jax"), 1, 6_000, 0.7);
        add(keras("jax"), 2, 6_000, 0.4);
        assertThat(results.medians(SETTING)).containsExactly(Map.entry("Keras on jax", 5.0));
    }

    @Test
    void shouldCompareWithTheFastestKerasAlone() {
        add(new Library(), 0, 60_000, 2);
        add(keras("torch"), 0, 60_000, 9);
        add(keras("jax"), 0, 60_000, 5);
        add(new Deeplearning4j(), 0, 60_000, 1);
        assertThat(results.fastestKeras(SETTING)).hasValue(5);
        assertThat(results.table(List.of(SETTING)).toString().lines().map(line -> line.replaceAll(" {2,}", "|")))
                .containsExactly(
                        "contestant|batch:optimizer|s/epoch|from|to|times as fast as Keras|test loss|test accuracy"
                                + "|of an epoch",
                        "Millrace, library|10:sgd|2.000|2.000|2.000|2.50|0.2500|0.9000|100 %",
                        "Keras on torch|10:sgd|9.000|9.000|9.000|0.56|0.2500|0.9000|100 %",
                        "Keras on jax|10:sgd|5.000|5.000|5.000|1.00|0.2500|0.9000|100 %",
                        "Deeplearning4j|10:sgd|1.000|1.000|1.000|5.00|0.2500|0.9000|100 %");
    }

    @Test
    void shouldGiveNoRatioWhereThereIsNoKeras() {
        add(new Library(), 0, 60_000, 2);
        assertThat(results.fastestKeras(SETTING)).isEmpty();
        assertThat(results.table(List.of(SETTING)).toString()).containsPattern(" - +0\\.2500");
    }

    @Test
    void shouldShowWhoFailed() {
        results.fail(keras("torch"), SETTING, "exit code 1: killed");
        assertThat(results.table(List.of(SETTING)).toString()).contains("Keras on torch", "failed");
    }

    @Test
    void shouldLeaveOutTheEpochToWarmUp() {
        assertThat(fitted(9.0, 2.0, 4.0, 3.0).secondsPerEpoch()).isEqualTo(3);
        assertThat(fitted(9.0).secondsPerEpoch()).isEqualTo(9);
    }
}
