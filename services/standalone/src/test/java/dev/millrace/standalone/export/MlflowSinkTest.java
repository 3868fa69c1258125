package dev.millrace.standalone.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.standalone.output.UserException;
import dev.millrace.wire.Event;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Split;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class MlflowSinkTest {
    private static final Instant BEGIN = Instant.parse("2026-11-24T14:15:00Z");
    private static final RunRequested RUN = Facts.request("digits-1", BEGIN);

    private final FakeMlflow mlflow = new FakeMlflow();

    @AfterEach
    void close() {
        mlflow.close();
    }

    @Test
    void shouldMakeARunWithParametersMetricsAndAnEnd() {
        try (var sink = sink(Map.of())) {
            sink.add(step(6));
            sink.add(Point.ofEpoch(Split.VALIDATION, 1, 600, BEGIN, Map.of("loss", 0.5)));
            sink.flush();
            sink.end(new Event.Completed(
                    "digits-1", Facts.TRAINER, BEGIN.plusSeconds(9), "step-20", 20, "00", List.of()));
        }
        assertThat(mlflow.runs()).singleElement().satisfies(run -> {
            assertThat(run.tags())
                    .containsEntry("millrace.run_id", "digits-1")
                    .containsEntry("millrace.name", "digits");
            assertThat(run.params())
                    .containsEntry("batch_size", "32")
                    .containsEntry("optimizer", "adam")
                    .containsEntry("loss", "categorical_crossentropy")
                    .containsEntry("layers", "3");
            assertThat(run.metrics().get("train/loss")).singleElement().satisfies(metric -> {
                assertThat(metric.path("step").asLong()).isEqualTo(6);
                assertThat(metric.path("value").asDouble()).isEqualTo(0.25);
                assertThat(metric.path("timestamp").asLong())
                        .isEqualTo(BEGIN.plusSeconds(6).toEpochMilli());
            });
            assertThat(run.metrics()).containsOnlyKeys("train/loss", "validation/epoch_loss");
            assertThat(run.info().path("status").asText()).isEqualTo("FINISHED");
            assertThat(run.info().path("end_time").asLong())
                    .isEqualTo(BEGIN.plusSeconds(9).toEpochMilli());
        });
    }

    @Test
    void shouldSendAtMostAThousandMetricsAtOnce() {
        export(2500);
        assertThat(mlflow.batches()).containsExactly(1000, 1000, 500);
    }

    @Test
    void shouldGoOnWhereItWasBrokenOff() {
        mlflow.failAfter(2);
        assertThatThrownBy(() -> export(2500))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("answers runs/log-batch with 503: {\"error_code\":\"TEMPORARILY_UNAVAILABLE\"}");
        mlflow.failAfter(100);
        export(2500);
        export(2500);
        assertThat(mlflow.runs())
                .singleElement()
                .satisfies(run -> assertThat(run.metrics().get("train/loss"))
                        .extracting(metric -> metric.path("step").asLong())
                        .containsExactlyElementsOf(
                                LongStream.rangeClosed(1, 2500).boxed().toList()));
        assertThat(mlflow.batches()).containsExactly(1000, 1000, 500);
    }

    @Test
    void shouldSayWhoItIsWhereThatIsWanted() {
        mlflow.want("Bearer sesame");
        assertThatThrownBy(() -> sink(Map.of()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("with 401")
                .hasMessageContaining("Set MLFLOW_TRACKING_TOKEN");
        sink(Map.of("MLFLOW_TRACKING_TOKEN", "sesame")).close();
        mlflow.want("Basic bWU6c2VzYW1l");
        sink(Map.of("MLFLOW_TRACKING_USERNAME", "me", "MLFLOW_TRACKING_PASSWORD", "sesame"))
                .close();
        assertThat(mlflow.runs()).hasSize(1);
    }

    @Test
    void shouldSayThatNobodyAnswers() {
        URI address = mlflow.address();
        mlflow.close();
        assertThatThrownBy(() -> new MlflowSink(MlflowClient.of(address, Map.of()), "millrace", RUN))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("MLflow does not answer at " + address);
    }

    private void export(int points) {
        try (var sink = sink(Map.of())) {
            LongStream.rangeClosed(1, points).mapToObj(MlflowSinkTest::step).forEach(sink::add);
            sink.flush();
        }
    }

    private MlflowSink sink(Map<String, String> environment) {
        return new MlflowSink(MlflowClient.of(mlflow.address(), environment), "millrace", RUN);
    }

    private static Point step(long step) {
        return new Point(
                Split.TRAINING, Point.Kind.STEP, 0, step, BEGIN.plusSeconds(step), new TreeMap<>(Map.of("loss", 0.25)));
    }
}
