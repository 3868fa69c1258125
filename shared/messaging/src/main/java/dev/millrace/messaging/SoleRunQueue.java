package dev.millrace.messaging;

import dev.millrace.wire.Decoded;
import dev.millrace.wire.Json;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/// The queue of a service that is the only one of its kind: it takes every run asked for from a point in time on. What
/// a
/// share group does for many, without the seconds that joining one takes.
public final class SoleRunQueue implements RunQueue {
    private final Consumer<String, ByteBuffer> consumer;
    private final Publisher publisher;
    private final Queue<Claim> waiting = new ConcurrentLinkedQueue<>();

    public SoleRunQueue(Connection connection, Publisher publisher, Instant from) {
        this.consumer = connection.consumer("");
        this.publisher = publisher;
        List<TopicPartition> partition = List.of(new TopicPartition(Topics.RUNS.name(), 0));
        consumer.assign(partition);
        Tail.seek(consumer, partition, from);
    }

    @Override
    public List<Claim> poll(int wanted, Duration timeout) {
        for (ConsumerRecord<String, ByteBuffer> record : consumer.poll(timeout)) {
            switch (Json.decode(Bytes.of(record.value()), RunRequested.class)) {
                case Decoded.Ok<RunRequested> ok -> waiting.add(new SoleClaim(ok.value(), 1));
                case Decoded.Malformed<RunRequested> bad -> publisher.deadLetter(record, bad.reason());
            }
        }
        List<Claim> claims = new ArrayList<>();
        while (claims.size() < wanted && !waiting.isEmpty()) {
            claims.add(waiting.remove());
        }
        return claims;
    }

    @Override
    public void close() {
        consumer.close();
    }

    private final class SoleClaim implements Claim {
        private final RunRequested run;
        private final int attempt;

        SoleClaim(RunRequested run, int attempt) {
            this.run = run;
            this.attempt = attempt;
        }

        @Override
        public RunRequested run() {
            return run;
        }

        @Override
        public int attempt() {
            return attempt;
        }

        @Override
        public void done() {}

        @Override
        public void giveBack() {
            waiting.add(new SoleClaim(run, attempt + 1));
        }
    }
}
