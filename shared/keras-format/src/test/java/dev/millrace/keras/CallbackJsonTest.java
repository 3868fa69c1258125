package dev.millrace.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.nn.CallbackSpec;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Kind;
import dev.millrace.nn.callback.CSVLogger;
import dev.millrace.nn.callback.Callbacks;
import dev.millrace.nn.callback.EarlyStopping;
import dev.millrace.nn.callback.LearningRateScheduler;
import dev.millrace.nn.callback.Mode;
import dev.millrace.nn.callback.ModelCheckpoint;
import dev.millrace.nn.callback.Monitor;
import dev.millrace.nn.callback.ReduceLROnPlateau;
import dev.millrace.nn.callback.StopAtScore;
import dev.millrace.nn.callback.TerminateOnNaN;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
final class CallbackJsonTest {
    private static final List<CallbackSpec> ALL = List.of(
            new EarlyStopping(new Monitor("val_accuracy", Mode.MAX, 0.01), 3, Optional.of(0.5), true, 2),
            new ReduceLROnPlateau(new Monitor("loss", Mode.MIN, 0.1), 0.5, 4, 1, 1e-5),
            LearningRateScheduler.of(Map.of(0, 0.1, 10, 0.01)),
            LearningRateScheduler.of(0.95),
            new ModelCheckpoint(new Monitor("val_loss", Mode.AUTO, 0), Optional.of(0.7)),
            new CSVLogger("log.csv", ";", true),
            new TerminateOnNaN(true),
            new StopAtScore(0.99, new Monitor("val_accuracy", Mode.AUTO, 0)));

    @Test
    void shouldReadWhatWasWrittenOfEveryKind() {
        assertThat(KerasJson.callbacks(json(KerasJson.callbacks(ALL).toString())))
                .isEqualTo(ALL);
        assertThat(ALL.stream().map(CallbackSpec::className).distinct())
                .containsExactlyElementsOf(
                        Callbacks.KINDS.kinds().stream().map(Kind::className).toList());
    }

    @Test
    void shouldReadShortForms() {
        assertThat(KerasJson.callbacks(json("""
                        ["early_stopping", {"early_stopping": {"patience": 3}}, {"reduce_lr_on_plateau": 2},
                         "terminate_on_nan", {"stop_at_score": 0.5}, {"csv_logger": "a.csv"}, {"model_checkpoint": "loss"},
                         {"LearningRateScheduler": {"schedule": {"3": 0.1}}}]
                        """)))
                .containsExactly(
                        EarlyStopping.of(0),
                        EarlyStopping.of(3),
                        ReduceLROnPlateau.of(2),
                        new TerminateOnNaN(),
                        new StopAtScore(0.5, new Monitor("val_loss", Mode.AUTO, 0)),
                        CSVLogger.of("a.csv"),
                        ModelCheckpoint.of("loss"),
                        LearningRateScheduler.of(Map.of(3, 0.1)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[\"early_stoping\"]|Did you mean 'early_stopping'?",
                "[\"TensorBoard\"]|Keras's callback 'TensorBoard' is not supported yet.",
                "[{\"early_stopping\": {\"patience\": -1}}]|patience is not negative. Received: patience=-1",
                "[{\"early_stopping\": {\"mode\": \"low\"}}]|mode is 'auto', 'min' or 'max'. Received: mode='low'",
                "[{\"early_stopping\": {\"pateince\": 1}}]|Did you mean 'patience'?",
                "[{\"reduce_lr_on_plateau\": {\"factor\": 1}}]|factor is more than 0 and less than 1.",
                "[\"learning_rate_scheduler\"]|has a 'schedule', like {0: 0.1, 10: 0.01}, or a 'factor', like 0.95.",
                "[{\"learning_rate_scheduler\": {\"schedule\": {\"a\": 1}}}]|an object with a number for each whole",
                "[{\"model_checkpoint\": {\"save_best_only\": false}}]|Expected: true",
                "[\"csv_logger\"]|'filename' is missing",
                "{}|'callbacks' is a list",
            })
    void shouldSayWhatIsWrong(String text, String message) {
        assertThatThrownBy(() -> KerasJson.callbacks(json(text)))
                .isInstanceOf(DescriptionException.class)
                .hasMessageContaining(message);
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
