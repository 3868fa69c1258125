package dev.millrace.standalone.export;

import dev.millrace.datasets.Datasets;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Outbox;
import dev.millrace.messaging.Publisher;
import dev.millrace.nn.Fit;
import dev.millrace.runfile.RunFile;
import dev.millrace.runs.RunSpec;
import dev.millrace.wire.Event;
import dev.millrace.wire.Json;
import dev.millrace.wire.Metric;
import dev.millrace.wire.Origin;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Schema;
import dev.millrace.wire.Split;
import dev.millrace.wire.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What services say of a run of two epochs of ten steps.
final class Facts {
    static final Origin TRAINER = new Origin("trainer", "trainer-1");
    static final Origin EVALUATOR = new Origin("evaluator", "evaluator-1");

    private Facts() {}

    /// The request.
    static RunRequested request(String runId, Instant at) {
        RunFile textbook = RunFile.TEXTBOOK;
        return new RunRequested(
                runId,
                "digits",
                Datasets.named("digits"),
                textbook.model(),
                textbook.compile(),
                RunSpec.ref(new Fit().withEpochs(2)),
                at);
    }

    /// Ten training steps of an epoch, and what its end says.
    static void epoch(Connection connection, RunRequested run, int epoch) {
        try (var outbox = new Outbox(connection, "trainer-" + run.runId(), run.runId())) {
            for (int i = 1; i <= 10; i++) {
                long step = epoch * 10L + i;
                metric(outbox, run, Split.TRAINING, epoch, step, 1.0 / step);
            }
            event(
                    outbox,
                    new Event.EpochEnded(
                            run.runId(),
                            TRAINER,
                            run.requestedAt().plusSeconds(10),
                            epoch,
                            epoch * 10L + 10,
                            Map.of("loss", 0.5 / (epoch + 1)),
                            1));
            outbox.commit();
        }
    }

    /// The scores of the epoch's checkpoint.
    static void scores(Connection connection, RunRequested run, int epoch, String checkpoint) {
        try (var outbox = new Outbox(connection, "evaluator-" + run.runId(), run.runId())) {
            metric(outbox, run, Split.TEST, epoch, epoch * 10L + 10, 0.75);
            event(
                    outbox,
                    new Event.Evaluated(
                            run.runId(),
                            EVALUATOR,
                            run.requestedAt().plusSeconds(20),
                            checkpoint,
                            epoch,
                            epoch * 10L + 10,
                            Map.of("test", Map.of("loss", 0.75))));
            outbox.commit();
        }
    }

    /// Every epoch was trained.
    static void completed(Connection connection, RunRequested run) {
        try (var publisher = new Publisher(connection)) {
            publisher.event(new Event.Completed(
                    run.runId(), TRAINER, run.requestedAt().plusSeconds(30), "step-20", 20, "00", List.of()));
        }
    }

    private static void metric(Outbox outbox, RunRequested run, Split split, int epoch, long step, double loss) {
        Instant time = run.requestedAt().plusSeconds(step);
        var metric = new Metric(run.runId(), split, epoch, step, Map.of("loss", loss), time);
        outbox.send(Topics.METRICS, run.runId(), Schema.METRIC, Json.encode(metric));
    }

    private static void event(Outbox outbox, Event event) {
        outbox.send(Topics.EVENTS, event.runId(), Schema.EVENT, Json.encode(event));
    }
}
