package dev.millrace.messaging;

import dev.millrace.wire.Command;
import dev.millrace.wire.Event;
import dev.millrace.wire.Json;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Schema;
import dev.millrace.wire.Topic;
import dev.millrace.wire.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;

/// What is said outside any run's transactions: requests, commands, and values that did not decode. Each call
/// returns when the brokers have the record. Thread-safe.
public final class Publisher implements AutoCloseable {
    /// Header of a request that is for one kind of service alone.
    static final String FOR_SERVICE = "for-service";

    private final Producer<String, byte[]> producer;

    public Publisher(Connection connection) {
        this.producer = connection.producer();
    }

    public void request(RunRequested run) {
        send(Topics.RUNS, run.runId(), Schema.RUN, Json.encode(run));
    }

    /// Asks for a run once more, for `service` alone; to the others it is as it was.
    void requestAgain(RunRequested run, String service) {
        send(
                Topics.RUNS,
                run.runId(),
                Schema.RUN,
                Json.encode(run),
                List.of(RecordHeaders.header(FOR_SERVICE, service)));
    }

    public void command(Command command) {
        send(Topics.COMMANDS, command.runId(), Schema.COMMAND, Json.encode(command));
    }

    /// An event of a service that has no part in the run: it could not be taken up, or was given up.
    public void event(Event event) {
        send(Topics.EVENTS, event.runId(), Schema.EVENT, Json.encode(event));
    }

    /// Lays a record that did not decode aside, as it was; after its own headers come the reason and where it is.
    public void deadLetter(ConsumerRecord<String, java.nio.ByteBuffer> record, String reason) {
        List<Header> headers = new ArrayList<>(List.of(record.headers().toArray()));
        headers.add(RecordHeaders.header("reason", reason));
        headers.add(RecordHeaders.header("topic", record.topic()));
        headers.add(RecordHeaders.header("partition", String.valueOf(record.partition())));
        headers.add(RecordHeaders.header("offset", String.valueOf(record.offset())));
        await(new ProducerRecord<>(
                Topics.DEAD_LETTERS.name(), null, null, record.key(), Bytes.of(record.value()), headers));
    }

    private void send(Topic topic, String runId, Schema schema, byte[] value) {
        send(topic, runId, schema, value, List.of());
    }

    private void send(Topic topic, String runId, Schema schema, byte[] value, List<Header> more) {
        var to = Partitions.of(topic, runId);
        List<Header> headers = new ArrayList<>(new RecordHeaders(runId).of(schema));
        headers.addAll(more);
        await(new ProducerRecord<>(to.topic(), to.partition(), null, runId, value, headers));
    }

    private void await(ProducerRecord<String, byte[]> record) {
        try {
            producer.send(record).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted while publishing to " + record.topic(), e);
        } catch (ExecutionException e) {
            throw new KafkaException("Could not publish to " + record.topic() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
