package dev.millrace.messaging;

import dev.millrace.wire.Command;
import dev.millrace.wire.Event;
import dev.millrace.wire.Json;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Schema;
import dev.millrace.wire.Topic;
import dev.millrace.wire.Topics;
import dev.millrace.wire.predictions.Prediction;
import dev.millrace.wire.predictions.PredictionRequest;
import dev.millrace.wire.reports.Annotation;
import dev.millrace.wire.reports.ServiceStatus;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/// What is said outside any run's transactions: requests, commands, answers, and values that did not decode. Each
/// call returns when the brokers have the record, unless it says otherwise. Thread-safe.
public final class Publisher implements AutoCloseable {
    /// Header of a request that is for one kind of service alone.
    static final String FOR_SERVICE = "for-service";

    private final Producer<String, byte[]> producer;

    public Publisher(Connection connection) {
        this.producer = connection.producer();
    }

    /// Asks for a run.
    ///
    /// @return the run as readers find it: asked for no later than the broker had it
    public RunRequested request(RunRequested run) {
        RecordMetadata there = send(Topics.RUNS, run.runId(), Schema.RUN, Json.encode(run));
        return run.askedForBy(Instant.ofEpochMilli(there.timestamp()));
    }

    /// Hands a run that was accepted on to trainers and evaluators. Not in a transaction: members of a share group,
    /// once they meet the end of one, hear of nothing more until they ask again.
    public void handOn(RunRequested run) {
        send(Topics.ACCEPTED_RUNS, run.runId(), Schema.RUN, Json.encode(run));
    }

    /// Asks for a run once more, at the end of `queue`, for `service` alone; to the others it is as it was.
    void requestAgain(Topic queue, RunRequested run, String service) {
        send(queue, run.runId(), Schema.RUN, Json.encode(run), List.of(RecordHeaders.header(FOR_SERVICE, service)));
    }

    public void command(Command command) {
        send(Topics.COMMANDS, command.runId(), Schema.COMMAND, Json.encode(command));
    }

    /// An event of a service that has no part in the run: it could not be taken up, or was given up.
    public void event(Event event) {
        send(Topics.EVENTS, event.runId(), Schema.EVENT, Json.encode(event));
    }

    /// How a service is. Returns at once, unless brokers have not been heard of for long.
    ///
    /// @param then is told why it could not be said; or null, once the brokers have it
    public void status(ServiceStatus status, Consumer<@Nullable Exception> then) {
        var record = new ProducerRecord<>(
                Topics.SERVICES.name(),
                0,
                null,
                status.origin().instance(),
                Json.encode(status),
                RecordHeaders.ofNoRun(Schema.SERVICE));
        var unused = producer.send(record, (there, failure) -> then.accept(failure));
    }

    /// The answer to somebody who wants a model to see rows.
    public void answer(Prediction prediction) {
        send(Topics.PREDICTIONS, prediction.runId(), Schema.PREDICTION, Json.encode(prediction));
    }

    /// What somebody says of a run.
    public void annotate(Annotation annotation) {
        send(Topics.ANNOTATIONS, annotation.runId(), Schema.ANNOTATION, Json.encode(annotation));
    }

    /// Asks for what a run's model makes of rows; waits for nothing.
    ///
    /// @param failed is told why the brokers did not take it
    public void ask(PredictionRequest request, Consumer<Exception> failed) {
        var to = Partitions.of(Topics.PREDICTION_REQUESTS, request.runId());
        List<Header> headers = new RecordHeaders(request.runId()).of(Schema.PREDICTION_REQUEST);
        var record = new ProducerRecord<>(to.topic(), to.partition(), null, request.runId(), request.encode(), headers);
        var unused = producer.send(record, (there, failure) -> {
            if (failure != null) {
                failed.accept(failure);
            }
        });
    }

    /// Lays a record that did not decode aside, as it was; after its own headers come the reason and where it is. Of
    /// one that leaves no room for these, the reason and the place are kept.
    public void deadLetter(ConsumerRecord<String, ByteBuffer> record, String reason) {
        List<Header> why = List.of(
                RecordHeaders.header("reason", Event.shortened(reason)),
                RecordHeaders.header("topic", record.topic()),
                RecordHeaders.header("partition", String.valueOf(record.partition())),
                RecordHeaders.header("offset", String.valueOf(record.offset())));
        List<Header> headers = new ArrayList<>(List.of(record.headers().toArray()));
        headers.addAll(why);
        String topic = Topics.DEAD_LETTERS.name();
        try {
            await(new ProducerRecord<>(topic, null, null, record.key(), Bytes.of(record.value()), headers));
        } catch (RecordTooLargeException e) {
            await(new ProducerRecord<>(topic, null, null, null, new byte[0], why));
        }
    }

    private RecordMetadata send(Topic topic, String runId, Schema schema, byte[] value) {
        return send(topic, runId, schema, value, List.of());
    }

    private RecordMetadata send(Topic topic, String runId, Schema schema, byte[] value, List<Header> more) {
        var to = Partitions.of(topic, runId);
        List<Header> headers = new ArrayList<>(new RecordHeaders(runId).of(schema));
        headers.addAll(more);
        return await(new ProducerRecord<>(to.topic(), to.partition(), null, runId, value, headers));
    }

    private RecordMetadata await(ProducerRecord<String, byte[]> record) {
        try {
            return producer.send(record).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted while publishing to " + record.topic(), e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RecordTooLargeException tooLarge) {
                throw tooLarge;
            }
            throw new KafkaException("Could not publish to " + record.topic() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
