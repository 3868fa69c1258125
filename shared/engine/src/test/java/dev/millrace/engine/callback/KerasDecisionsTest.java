package dev.millrace.engine.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.engine.fit.Callback;
import dev.millrace.engine.fit.Fitting;
import dev.millrace.engine.fit.Logs;
import dev.millrace.nn.CallbackSpec;
import dev.millrace.nn.Kind;
import dev.millrace.nn.callback.Callbacks;
import dev.millrace.nn.callback.EarlyStopping;
import dev.millrace.nn.callback.Mode;
import dev.millrace.nn.callback.ModelCheckpoint;
import dev.millrace.nn.callback.Monitor;
import dev.millrace.nn.callback.ReduceLROnPlateau;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What callbacks decide, held against what Keras's decide: `callbacks.json`, made by the script beside it.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
final class KerasDecisionsTest {
    static Stream<JsonNode> cases() throws IOException {
        try (InputStream json =
                Objects.requireNonNull(KerasDecisionsTest.class.getResourceAsStream("/callbacks.json"))) {
            return new ObjectMapper().readTree(json).get("cases").valueStream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldDecideAsKerasDoes(JsonNode golden) {
        check(golden, false);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldDecideTheSameWhenResumedAfterEachEpoch(JsonNode golden) {
        check(golden, true);
    }

    private static void check(JsonNode golden, boolean resumed) {
        CallbackSpec spec = spec(golden);
        var learner = new FakeLearner();
        var fitting = new Fitting(learner);
        Callback callback = begun(spec, fitting);
        int epochs = golden.get("stop").size();
        for (int epoch = 0; epoch < epochs; epoch++) {
            learner.weight(epoch);
            callback.onEpochBegin(fitting, epoch);
            JsonNode score = golden.get("scores").get(epoch);
            var logs = new Logs(
                    () -> Map.of(golden.get("monitor").asText(), score.isNull() ? Double.NaN : score.asDouble()));
            var before = callback.state();
            callback.onEpochEnd(fitting, epoch, logs);
            String when = "after epoch " + epoch;
            assertThat(fitting.stopping())
                    .as(when)
                    .isEqualTo(golden.get("stop").get(epoch).asBoolean());
            assertThat(learner.learningRate())
                    .as(when)
                    .isCloseTo(golden.get("learning_rate").get(epoch).asDouble(), within(1e-6));
            assertThat(logs.get("learning_rate").orElse(0))
                    .as(when)
                    .isCloseTo(golden.get("logged").get(epoch).asDouble(), within(1e-6));
            assertThat(callback.state().whole("wait"))
                    .as(when)
                    .isEqualTo(golden.get("wait").get(epoch).asInt());
            if (callback instanceof KeepBest) {
                assertThat(!callback.state().number("best").equals(before.number("best")))
                        .as(when)
                        .isEqualTo(golden.get("saved").get(epoch).asBoolean());
            }
            if (resumed) {
                Callback other = begun(spec, fitting);
                other.restore(callback.state());
                callback = other;
            }
        }
        callback.onTrainEnd(fitting);
        assertThat(learner.weights().getFirst().toArray())
                .containsExactly((float) golden.get("weights_of_epoch").asDouble());
    }

    private static Callback begun(CallbackSpec spec, Fitting fitting) {
        Callback callback = Behaviours.of(spec);
        callback.onTrainBegin(fitting);
        return callback;
    }

    private static CallbackSpec spec(JsonNode golden) {
        JsonNode config = golden.get("config");
        String name = golden.get("callback").asText();
        double minDelta = name.equals("ReduceLROnPlateau") ? 1e-4 : 0;
        var monitor = new Monitor(
                golden.get("monitor").asText(),
                Mode.valueOf(config.path("mode").asText("auto").toUpperCase(Locale.ROOT)),
                config.path("min_delta").asDouble(minDelta));
        return switch (name) {
            case "EarlyStopping" ->
                new EarlyStopping(
                        monitor,
                        config.path("patience").asInt(),
                        number(config, "baseline"),
                        config.path("restore_best_weights").asBoolean(),
                        config.path("start_from_epoch").asInt());
            case "ReduceLROnPlateau" ->
                new ReduceLROnPlateau(
                        monitor,
                        config.path("factor").asDouble(0.1),
                        config.path("patience").asInt(),
                        config.path("cooldown").asInt(),
                        config.path("min_lr").asDouble());
            case "ModelCheckpoint" -> new ModelCheckpoint(monitor, number(config, "initial_value_threshold"));
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Optional<Double> number(JsonNode config, String key) {
        return config.has(key) ? Optional.of(config.get(key).asDouble()) : Optional.empty();
    }

    @Test
    void shouldHaveSomethingForEveryKindOfDescription() {
        assertThat(Behaviours.known().stream().map(Class::getSimpleName))
                .containsExactlyInAnyOrderElementsOf(
                        Callbacks.KINDS.kinds().stream().map(Kind::className).toList());
    }
}
