package dev.millrace.runs.client;

import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Publisher;
import dev.millrace.messaging.TopicReader;
import dev.millrace.wire.Safetensors.Tensor;
import dev.millrace.wire.Topics;
import dev.millrace.wire.predictions.Prediction;
import dev.millrace.wire.predictions.PredictionRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;

/// Asks evaluators what a run's model makes of rows. One client serves any number of questions at once: it has one
/// reader and one writer, as long as it is open. Thread-safe.
public final class PredictionClient implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration REST = Duration.ofMillis(500);
    private static final Duration LEAVE_WITHIN = Duration.ofSeconds(5);

    private final Connection connection;
    private final Publisher publisher;
    private final String name = UUID.randomUUID().toString();
    private final AtomicLong asked = new AtomicLong();
    private final Map<String, CompletableFuture<Prediction>> waiting = new ConcurrentHashMap<>();
    private final Thread reader;
    private volatile boolean closed;

    /// Opens a client; answers are read from now on.
    ///
    /// @throws KafkaException if no broker answers
    public PredictionClient(Connection connection) {
        this.connection = connection;
        TopicReader<Prediction> answers = answers(Instant.now());
        this.publisher = new Publisher(connection);
        this.reader = Thread.ofPlatform().name("prediction-answers").daemon().start(() -> read(answers));
    }

    private TopicReader<Prediction> answers(Instant from) {
        return TopicReader.ofAll(connection, Topics.PREDICTIONS, Prediction.class, from);
    }

    /// Asks about some rows.
    ///
    /// @param checkpoint whose weights are meant; the newest where none is named
    /// @param rows `(rows, …)`, as the run's examples are
    /// @param scale factor that turns stored inputs into what the network sees, as the run's data says
    /// @return the answer; or fails with a [RunClientException], after `timeout` or where the brokers do not take the
    /// request
    /// @throws IllegalArgumentException if they cannot be sent
    public CompletableFuture<Prediction> predict(
            String runId, Optional<String> checkpoint, Tensor rows, float scale, Duration timeout) {
        String id = name + "-" + asked.incrementAndGet();
        var request = new PredictionRequest(id, runId, checkpoint, rows, scale, Instant.now());
        int size = rows.data().remaining();
        if (size > Topics.MAX_VALUE_BYTES - 10_000) {
            throw new IllegalArgumentException("A request has at most " + (Topics.MAX_VALUE_BYTES - 10_000)
                    + " bytes of rows. Received: " + size + ". Send fewer rows.");
        }
        CompletableFuture<Prediction> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        publisher.ask(
                request,
                failure -> answer.completeExceptionally(
                        new RunClientException("The brokers did not take the request: " + failure.getMessage())));
        return answer.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                        failure instanceof TimeoutException
                                ? new RunClientException("No evaluator has answered within " + timeout.toMillis()
                                        + " ms. Is one running?")
                                : failure))
                .whenComplete((there, failure) -> waiting.remove(id));
    }

    private void read(TopicReader<Prediction> first) {
        readUntilBroken(() -> first);
        while (!closed) {
            rest();
            // All that is kept: an answer may have come meanwhile.
            readUntilBroken(() -> answers(Instant.EPOCH));
        }
    }

    private void readUntilBroken(Supplier<TopicReader<Prediction>> opening) {
        try (TopicReader<Prediction> answers = opening.get()) {
            while (!closed) {
                answers.poll(POLL).forEach(this::hear);
            }
        } catch (KafkaException e) {
            // It is opened again; whoever waits too long is told so.
        }
    }

    private void hear(Prediction prediction) {
        Optional.ofNullable(waiting.get(prediction.predictionId())).ifPresent(answer -> answer.complete(prediction));
    }

    private void rest() {
        if (!closed) {
            LockSupport.parkNanos(REST.toNanos());
        }
    }

    /// Those who still wait are told that it is closed.
    @Override
    public void close() {
        closed = true;
        waiting.values()
                .forEach(answer -> answer.completeExceptionally(new RunClientException("The client was closed.")));
        publisher.close();
        try {
            var unused = reader.join(LEAVE_WITHIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
