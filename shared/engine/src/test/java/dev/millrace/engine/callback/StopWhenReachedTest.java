package dev.millrace.engine.callback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.fit.Fitting;
import dev.millrace.engine.fit.Logs;
import dev.millrace.nn.callback.Mode;
import dev.millrace.nn.callback.Monitor;
import dev.millrace.nn.callback.StopAtScore;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
final class StopWhenReachedTest {
    @ParameterizedTest
    @CsvSource({
        "val_loss, AUTO, 0.2, 0.3, false",
        "val_loss, AUTO, 0.2, 0.2, true",
        "val_loss, AUTO, 0.2, 0.1, true",
        "val_accuracy, AUTO, 0.9, 0.89, false",
        "val_accuracy, AUTO, 0.9, 0.9, true",
        "val_accuracy, MIN, 0.9, 0.95, false",
        "loss, AUTO, 0.2, 0.1, false",
        "val_loss, AUTO, 0.2, NaN, false",
    })
    void shouldStopOnceTheScoreIsGoodEnough(String monitor, Mode mode, double value, double score, boolean stops) {
        var fitting = new Fitting(new FakeLearner());
        var callback = Behaviours.of(new StopAtScore(value, new Monitor(monitor, mode, 0)));
        callback.onTrainBegin(fitting);

        callback.onEpochEnd(fitting, 4, new Logs(() -> Map.of("val_loss", score, "val_accuracy", score)));

        assertThat(fitting.stopping()).isEqualTo(stops);
    }
}
