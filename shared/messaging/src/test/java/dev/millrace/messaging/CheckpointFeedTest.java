package dev.millrace.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.testkit.Await;
import dev.millrace.testkit.BrokerExtension;
import dev.millrace.wire.CheckpointKeys;
import dev.millrace.wire.CheckpointManifest;
import dev.millrace.wire.Chunks;
import dev.millrace.wire.Digest;
import dev.millrace.wire.Json;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Safetensors;
import dev.millrace.wire.Schema;
import dev.millrace.wire.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrokerExtension.class)
class CheckpointFeedTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final int SIZE = 2_500_000;

    private final Connection connection;
    private final TopicAdmin topics;
    private final RunRequested run = Examples.run();
    private final TopicPartition partition = Partitions.of(Topics.CHECKPOINTS, run.runId());
    private final List<String> reasons = new ArrayList<>();

    CheckpointFeedTest(EmbeddedBroker broker) {
        this.connection = Connection.to(broker.bootstrapServers());
        this.topics = new TopicAdmin(connection);
        topics.create(Topics.SHARED);
    }

    @AfterEach
    void close() {
        topics.close();
    }

    @Test
    void shouldFindTheNewestOfSeveral() {
        try (var outbox = outbox();
                var feed = feed()) {
            write(outbox, "step-1", 1, 0, false);
            write(outbox, "step-2", 2, 0, false);
            outbox.commit();
            var newest = feed.named("step-2", DEADLINE).orElseThrow();
            assertThat(newest.contents().tensors())
                    .hasEntrySatisfying("w", w -> assertThat(w.data().get(7)).isEqualTo((byte) 2));
            assertThat(feed.seen()).extracting(CheckpointManifest::checkpoint).containsExactly("step-1", "step-2");
            assertThat(reasons).isEmpty();
        }
    }

    @Test
    void shouldFallBackToTheOneBeforeWhereAChunkIsMissing() {
        try (var outbox = outbox();
                var feed = feed()) {
            write(outbox, "step-1", 1, 0, false);
            write(outbox, "step-2", 2, 1, false);
            outbox.commit();
            assertThat(newest(feed)).isEqualTo("step-1");
            assertThat(reasons).containsExactly("checkpoint step-2 is not whole: 2 chunks of 3");
        }
    }

    @Test
    void shouldFallBackToTheOneBeforeWhereAByteIsWrong() {
        try (var outbox = outbox();
                var feed = feed()) {
            write(outbox, "step-1", 1, 0, false);
            write(outbox, "step-2", 2, 0, true);
            outbox.commit();
            assertThat(newest(feed)).isEqualTo("step-1");
            assertThat(reasons).singleElement().asString().startsWith("checkpoint step-2 is not whole: SHA-256 ");
        }
    }

    @Test
    void shouldSayWhetherAllThatWasThereIsRead() {
        try (var outbox = outbox()) {
            write(outbox, "step-1", 1, 0, false);
            outbox.commit();
            try (var feed = feed()) {
                assertThat(feed.newest(topics)).isPresent();
                assertThat(feed.caughtUp()).isTrue();
            }
            try (var feed = feed()) {
                assertThat(feed.caughtUp()).isFalse();
                assertThat(feed.named("step-1", DEADLINE)).isPresent();
                Await.until(DEADLINE, "the end", () -> feed.poll(Duration.ZERO).isEmpty() && feed.caughtUp());
            }
        }
    }

    @Test
    void shouldSeeNothingOfACheckpointThatWasNotCommitted() {
        try (var outbox = outbox();
                var feed = feed()) {
            write(outbox, "step-1", 1, 0, false);
            outbox().close();
            assertThat(feed.newest(topics)).isEmpty();
        }
    }

    private String newest(CheckpointFeed feed) {
        return feed.newest(topics).orElseThrow().manifest().checkpoint();
    }

    private Outbox outbox() {
        return new Outbox(connection, "trainer-" + run.runId(), run.runId());
    }

    private CheckpointFeed feed() {
        return new CheckpointFeed(connection, run.runId(), run.requestedAt(), (record, reason) -> reasons.add(reason));
    }

    private void write(Outbox outbox, String name, int fill, int chunksLost, boolean flip) {
        byte[] values = new byte[SIZE];
        Arrays.fill(values, (byte) fill);
        var tensor = new Safetensors.Tensor(Safetensors.DType.U8, List.of(SIZE), ByteBuffer.wrap(values));
        ByteBuffer file = ByteBuffer.wrap(Safetensors.encode(new Safetensors.Contents(Map.of(), Map.of("w", tensor))));
        String sha256 = Digest.sha256Hex(file);
        if (flip) {
            file.put(SIZE / 2, (byte) 99);
        }
        var chunks = new Chunks(List.of(file));
        while (chunks.hasNext()) {
            String key = CheckpointKeys.chunk(run.runId(), name, chunks.count());
            byte[] chunk = chunks.next();
            if (chunks.count() > chunksLost) {
                outbox.send(partition, key, Schema.CHECKPOINT_CHUNK, chunk);
            }
        }
        var provenance = new CheckpointManifest.Provenance(Examples.ORIGIN, "0", "none", 1, 0, 0);
        var manifest = new CheckpointManifest(
                run.runId(),
                name,
                CheckpointManifest.Cause.EPOCH,
                1,
                fill,
                fill,
                chunks.count(),
                file.remaining(),
                sha256,
                provenance,
                Instant.now());
        outbox.send(
                partition,
                CheckpointKeys.manifest(run.runId(), name),
                Schema.CHECKPOINT_MANIFEST,
                Json.encode(manifest));
    }
}
