package dev.millrace.evaluator.kafka;

import dev.millrace.evaluator.CheckpointModel;
import dev.millrace.evaluator.RefusedException;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Publisher;
import dev.millrace.nn.DescriptionException;
import dev.millrace.wire.Decoded;
import dev.millrace.wire.Origin;
import dev.millrace.wire.Topics;
import dev.millrace.wire.predictions.Prediction;
import dev.millrace.wire.predictions.PredictionRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers those who want models to see rows, in a thread of its own. All evaluators share the requests as one consumer
/// group: those of a run come to one of them, which keeps its model, until it is lost and another goes on.
final class PredictionService implements AutoCloseable {
    /// The consumer group.
    static final String GROUP = "millrace-predictions";

    private static final Logger LOG = LoggerFactory.getLogger(PredictionService.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration REST = Duration.ofSeconds(1);
    private static final Duration LEAVE_WITHIN = Duration.ofSeconds(5);

    /// Nobody waits for the answer to an older request.
    private static final Duration STALE = Duration.ofMinutes(2);

    private final Connection connection;
    private final Publisher publisher;
    private final Origin origin;
    private final FollowedRuns runs;
    private final CountDownLatch leaving = new CountDownLatch(1);
    private final Thread thread;
    private @Nullable Consumer<String, ByteBuffer> member;

    /// Begins to answer.
    PredictionService(Connection connection, Publisher publisher, Origin origin) {
        this.connection = connection;
        this.publisher = publisher;
        this.origin = origin;
        this.runs = new FollowedRuns(connection);
        this.thread = Thread.ofPlatform()
                .name(origin.service() + "-predictions")
                .daemon()
                .start(this::untilLeaving);
    }

    private boolean left() {
        return leaving.getCount() == 0;
    }

    private void untilLeaving() {
        while (!left()) {
            try (var consumer = connection.groupConsumer(GROUP, Topics.PREDICTION_REQUESTS)) {
                join(consumer);
                while (!left()) {
                    for (ConsumerRecord<String, ByteBuffer> record : consumer.poll(POLL)) {
                        take(record);
                    }
                    consumer.commitAsync();
                }
            } catch (WakeupException e) {
                LOG.debug("leaves");
            } catch (RuntimeException e) {
                if (!left()) {
                    LOG.warn("requests for predictions are taken up again in a moment: {}", e.getMessage());
                    rest();
                }
            } finally {
                join(null);
                forget();
            }
        }
    }

    private synchronized void join(@Nullable Consumer<String, ByteBuffer> consumer) {
        member = consumer;
    }

    private void forget() {
        try {
            runs.close();
        } catch (RuntimeException e) {
            LOG.debug("models are forgotten", e);
        }
    }

    private void rest() {
        try {
            var unused = leaving.await(REST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(ConsumerRecord<String, ByteBuffer> record) {
        if (record.timestamp() < Instant.now().minus(STALE).toEpochMilli()) {
            return;
        }
        switch (PredictionRequest.decode(record.value())) {
            case Decoded.Ok<PredictionRequest> ok -> publisher.answer(answer(ok.value()));
            case Decoded.Malformed<PredictionRequest> bad -> publisher.deadLetter(record, bad.reason());
        }
    }

    /// The one place where what goes wrong with a request becomes an answer.
    private Prediction answer(PredictionRequest request) {
        try {
            CheckpointModel model = runs.model(request.runId(), request.checkpoint());
            return new Prediction.Answered(
                    request.predictionId(),
                    request.runId(),
                    model.manifest().checkpoint(),
                    model.manifest().step(),
                    model.predict(request.inputs(), request.scale()),
                    model.meaning(),
                    Instant.now(),
                    origin);
        } catch (RefusedException | DescriptionException e) {
            return refused(request, String.valueOf(e.getMessage()));
        } catch (KafkaException e) {
            if (left()) {
                throw e;
            }
            LOG.warn("run {}: cannot be read", request.runId(), e);
            forget();
            return refused(request, "The evaluator cannot read the run: " + e.getMessage() + ". Ask again.");
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.warn("run {}: prediction {} broke", request.runId(), request.predictionId(), e);
            forget();
            return refused(request, "The evaluator cannot make the model see this: " + e + ".");
        }
    }

    private Prediction refused(PredictionRequest request, String reason) {
        return new Prediction.Refused(request.predictionId(), request.runId(), reason, Instant.now(), origin);
    }

    /// Leaves the group, so that another answers at once.
    @Override
    public void close() {
        leaving.countDown();
        synchronized (this) {
            if (member != null) {
                member.wakeup();
            }
        }
        try {
            if (!thread.join(LEAVE_WITHIN)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
