package dev.millrace.messaging;

import dev.millrace.wire.Decoded;
import dev.millrace.wire.Json;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;

/// The runs topic as a queue, by a share group: a run is locked by who takes it and comes back to the queue when it
/// is not renewed, or its taker's connection drops.
final class SharedRuns implements RunQueue {
    /// How long a taker that is frozen keeps a run; the shortest that a broker allows by default.
    private static final Duration LOCK = Duration.ofSeconds(15);

    private final Connection connection;
    private final String group;
    private final Publisher publisher;

    SharedRuns(Connection connection, String role, TopicAdmin topics, Publisher publisher) {
        this.connection = connection;
        this.group = "millrace-" + role;
        this.publisher = publisher;
        topics.configureGroup(
                group,
                Map.of(
                        "share.auto.offset.reset", "earliest",
                        "share.record.lock.duration.ms", String.valueOf(LOCK.toMillis()),
                        "share.delivery.count.limit", "10"));
    }

    @Override
    public Taker join() {
        ShareConsumer<String, ByteBuffer> consumer = connection.shareConsumer(group);
        consumer.subscribe(List.of(Topics.RUNS.name()));
        return new SharedTaker(consumer);
    }

    private final class SharedTaker implements Taker {
        private final ShareConsumer<String, ByteBuffer> consumer;

        SharedTaker(ShareConsumer<String, ByteBuffer> consumer) {
            this.consumer = consumer;
        }

        @Override
        public Optional<Claim> poll(Duration timeout) {
            for (ConsumerRecord<String, ByteBuffer> record : consumer.poll(timeout)) {
                switch (Json.decode(Bytes.of(record.value()), RunRequested.class)) {
                    case Decoded.Ok<RunRequested> ok -> {
                        var claim = new SharedClaim(ok.value(), record);
                        // A record that lay fetched for a while may be somebody else's by now.
                        if (claim.renew()) {
                            return Optional.of(claim);
                        }
                    }
                    case Decoded.Malformed<RunRequested> bad -> {
                        publisher.deadLetter(record, bad.reason());
                        answer(record, AcknowledgeType.ACCEPT);
                    }
                }
            }
            return Optional.empty();
        }

        /// Whether the broker agrees that the record is this taker's.
        private boolean answer(ConsumerRecord<String, ByteBuffer> record, AcknowledgeType type) {
            consumer.acknowledge(record, type);
            return consumer.commitSync().values().stream().allMatch(Optional::isEmpty);
        }

        @Override
        public void close() {
            consumer.close();
        }

        private final class SharedClaim implements Claim {
            private final RunRequested run;
            private ConsumerRecord<String, ByteBuffer> record;
            private boolean held = true;

            SharedClaim(RunRequested run, ConsumerRecord<String, ByteBuffer> record) {
                this.run = run;
                this.record = record;
            }

            @Override
            public RunRequested run() {
                return run;
            }

            @Override
            public int attempt() {
                return record.deliveryCount().orElse((short) 1);
            }

            /// A renewed record has to be polled again before it can be answered.
            @Override
            public boolean renew() {
                held = held && answer(record, AcknowledgeType.RENEW);
                var again = consumer.poll(Duration.ZERO).iterator();
                held = held && again.hasNext();
                if (held) {
                    record = again.next();
                }
                return held;
            }

            @Override
            public void done() {
                end(AcknowledgeType.ACCEPT);
            }

            @Override
            public void giveBack() {
                end(AcknowledgeType.RELEASE);
            }

            private void end(AcknowledgeType type) {
                if (held) {
                    answer(record, type);
                    held = false;
                }
            }
        }
    }
}
