package dev.millrace.runs;

import dev.millrace.nn.Activation;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.loss.CategoricalCrossentropy;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.SGD;
import dev.millrace.wire.Event;
import dev.millrace.wire.Origin;
import dev.millrace.wire.RunRequested;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A small run, and what services say of it.
public final class Examples {
    /// When the first event is said; each next one a second later.
    public static final Instant BEGIN = Instant.parse("2026-11-24T14:15:00Z");

    static final Origin LOADER = new Origin("data-loader", "loader-1");
    static final Origin TRAINER = new Origin("trainer", "trainer-1");
    static final Origin EVALUATOR = new Origin("evaluator", "evaluator-1");

    private Examples() {}

    /// Two epochs of five steps.
    public static RunSpec spec(String runId) {
        return new RunSpec(
                runId,
                Sequential.of(Shape.of(4), Dense.of(3, Activation.SOFTMAX)),
                new Compile(new SGD(), new CategoricalCrossentropy(), Metrics.ACCURACY),
                new Fit(20, 2, 0.1, true, 7));
    }

    /// The request for it.
    public static RunRequested request(String runId) {
        return spec(runId)
                .request(
                        "example",
                        com.fasterxml.jackson.databind.node.JsonNodeFactory.instance
                                .objectNode()
                                .set(
                                        "digits",
                                        com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode()),
                        BEGIN);
    }

    /// A data-loader has taken it up.
    public static Event.Accepted accepted(String runId) {
        return new Event.Accepted(
                runId,
                LOADER,
                BEGIN.plusSeconds(1),
                com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode(),
                List.of(),
                100,
                10,
                10,
                5,
                500);
    }

    /// A trainer begins.
    public static Event.Started started(String runId, long step) {
        return new Event.Started(runId, TRAINER, BEGIN.plusSeconds(2), step);
    }

    /// A trainer is at work.
    public static Event.Heartbeat heartbeat(String runId, int epoch, long step) {
        return new Event.Heartbeat(runId, TRAINER, BEGIN.plusSeconds(3), epoch, step, 12.5, 0);
    }

    /// An epoch is over.
    public static Event.EpochEnded epochEnded(String runId, int epoch) {
        return new Event.EpochEnded(
                runId, TRAINER, BEGIN.plusSeconds(4), epoch, 5L * (epoch + 1), Map.of("loss", 0.5), 1);
    }

    /// A checkpoint can be read.
    public static Event.Checkpointed checkpointed(String runId, long step) {
        return new Event.Checkpointed(runId, TRAINER, BEGIN.plusSeconds(4), "step-" + step, step, step, "00");
    }

    /// The evaluator has scored both splits.
    public static Event.Evaluated evaluated(String runId, int epoch) {
        Map<String, Map<String, Double>> values =
                Map.of("validation", Map.of("loss", 0.25), "test", Map.of("loss", 0.125));
        long step = 5L * (epoch + 1);
        return new Event.Evaluated(runId, EVALUATOR, BEGIN.plusSeconds(5), "step-" + step, epoch, step, values);
    }

    /// Every epoch was trained.
    public static Event.Completed completed(String runId) {
        return new Event.Completed(runId, TRAINER, BEGIN.plusSeconds(6), "step-10", 10, "00", List.of());
    }
}
