package dev.millrace.gateway.kafka;

import dev.millrace.gateway.store.Store;
import dev.millrace.wire.CheckpointKeys;
import dev.millrace.wire.CheckpointManifest;
import dev.millrace.wire.Decoded;
import dev.millrace.wire.Event;
import dev.millrace.wire.Json;
import dev.millrace.wire.Metric;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topics;
import dev.millrace.wire.reports.Annotation;
import dev.millrace.wire.reports.Report;
import dev.millrace.wire.reports.ServiceStatus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/// Tells the store what records say. What does not decode, or is said under another run's key, is passed over: services
/// lay it aside. For one thread.
final class Records {
    private final Store store;
    private final Map<String, Consumer<ConsumerRecord<String, ByteBuffer>>> takers = Map.of(
            Topics.RUNS.name(), record -> request(record, false),
            Topics.ACCEPTED_RUNS.name(), record -> request(record, true),
            Topics.EVENTS.name(), this::event,
            Topics.METRICS.name(), this::metric,
            Topics.CHECKPOINTS.name(), this::checkpoint,
            Topics.REPORTS.name(), this::report,
            Topics.SERVICES.name(), this::service,
            Topics.ANNOTATIONS.name(), this::annotation,
            Topics.DEAD_LETTERS.name(), this::deadLetter);
    private boolean live;

    Records(Store store) {
        this.store = store;
    }

    /// From now on what comes was said just now.
    void live() {
        live = true;
    }

    void take(ConsumerRecord<String, ByteBuffer> record) {
        Objects.requireNonNull(takers.get(record.topic())).accept(record);
    }

    private void request(ConsumerRecord<String, ByteBuffer> record, boolean accepted) {
        decoded(record, RunRequested.class, RunRequested::runId)
                .map(run -> run.askedForBy(stamp(record)))
                .ifPresent(run -> store.requested(run, accepted));
    }

    private void event(ConsumerRecord<String, ByteBuffer> record) {
        decoded(record, Event.class, Event::runId)
                .ifPresent(event -> store.heard(event, record.partition(), record.offset(), heardAt(record)));
    }

    private void metric(ConsumerRecord<String, ByteBuffer> record) {
        decoded(record, Metric.class, Metric::runId)
                .ifPresent(metric -> store.measured(metric, record.partition(), record.offset()));
    }

    private void checkpoint(ConsumerRecord<String, ByteBuffer> record) {
        String key = Objects.requireNonNullElse(record.key(), "");
        String[] parts = key.split("/", -1);
        if (!CheckpointKeys.isManifest(key) || parts.length != 3) {
            return;
        }
        if (record.value() == null) {
            store.superseded(parts[0], parts[1]);
            return;
        }
        decoded(record, CheckpointManifest.class, m -> CheckpointKeys.manifest(m.runId(), m.checkpoint()))
                .ifPresent(store::manifest);
    }

    private void report(ConsumerRecord<String, ByteBuffer> record) {
        decoded(record, Report.class, Report::runId).ifPresent(store::reported);
    }

    private void service(ConsumerRecord<String, ByteBuffer> record) {
        decoded(record, ServiceStatus.class, status -> String.valueOf(record.key()))
                .ifPresent(status -> store.service(status, heardAt(record)));
    }

    private void annotation(ConsumerRecord<String, ByteBuffer> record) {
        decoded(record, Annotation.class, Annotation::runId).ifPresent(store::annotated);
    }

    private void deadLetter(ConsumerRecord<String, ByteBuffer> record) {
        if (header(record, "topic").equals(Topics.RUNS.name())) {
            store.malformedRequest(header(record, "partition") + " " + header(record, "offset"));
        }
    }

    private static String header(ConsumerRecord<String, ByteBuffer> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static <T> Optional<T> decoded(
            ConsumerRecord<String, ByteBuffer> record, Class<T> type, Function<T, String> key) {
        ByteBuffer value = record.value();
        if (value == null) {
            return Optional.empty();
        }
        byte[] bytes = new byte[value.remaining()];
        value.duplicate().get(bytes);
        return switch (Json.decode(bytes, type)) {
            case Decoded.Ok<T> ok ->
                key.apply(ok.value()).equals(record.key()) ? Optional.of(ok.value()) : Optional.empty();
            case Decoded.Malformed<T> bad -> Optional.empty();
        };
    }

    private Instant heardAt(ConsumerRecord<String, ByteBuffer> record) {
        return live ? Instant.now() : stamp(record);
    }

    private static Instant stamp(ConsumerRecord<String, ByteBuffer> record) {
        return Instant.ofEpochMilli(record.timestamp());
    }
}
