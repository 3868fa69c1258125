package dev.millrace.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.testkit.Await;
import dev.millrace.testkit.BrokerExtension;
import dev.millrace.wire.Event;
import dev.millrace.wire.Json;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Schema;
import dev.millrace.wire.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrokerExtension.class)
class OutboxTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final Connection connection;
    private final RunRequested run = Examples.run();

    private final TopicAdmin topics;

    OutboxTest(EmbeddedBroker broker) {
        this.connection = Connection.to(broker.bootstrapServers());
        this.topics = new TopicAdmin(connection);
        topics.create(Topics.SHARED);
    }

    @AfterEach
    void close() {
        topics.close();
    }

    @Test
    void shouldLeaveNoProducerBehindThatCouldNotBegin() {
        var producer = new MockProducer<String, byte[]>();
        producer.initTransactionException = new TimeoutException("no broker");
        assertThatThrownBy(() -> new Outbox(producer, "id", run.runId())).hasMessage("no broker");
        assertThat(producer.closed()).isTrue();
    }

    @Test
    void shouldShowATransactionOnlyOnceItIsCommitted() {
        try (var outbox = outbox();
                var tail = tail()) {
            say(outbox, "first");
            say(outbox, "second");
            assertThat(tail.pollToEnd()).isEmpty();
            outbox.commit();
            assertThat(next(tail)).containsExactly("first", "second");
        }
    }

    /// A writer that is gone may hold up what others have published after it.
    @Test
    void shouldWaitForTheTransactionsBeforeWhatIsPublished() throws Exception {
        try (var gone = new Outbox(connection, "loader-" + run.runId(), run.runId());
                var outbox = outbox();
                var tail = tail()) {
            long end = end();
            say(gone, "written by one who is gone");
            Await.until(DEADLINE, "the open transaction's record", () -> end() > end);
            say(outbox, "published");
            outbox.commit();
            assertThat(tail.pollToEnd()).isEmpty();
            var read = CompletableFuture.supplyAsync(() -> tail.pollPastOpenTransactions(topics));
            new Outbox(connection, "loader-" + run.runId(), run.runId()).close();
            assertThat(reasons(read.get(DEADLINE.toSeconds(), TimeUnit.SECONDS)))
                    .containsExactly("published");
        }
    }

    @Test
    void shouldShutOutWhoeverHeldTheIdBefore() {
        try (var zombie = outbox();
                var tail = tail()) {
            say(zombie, "written by the one before");
            try (var successor = outbox()) {
                say(successor, "written by the successor");
                successor.commit();
                assertThatThrownBy(() -> {
                            say(zombie, "written by the one before, awake again");
                            zombie.commit();
                        })
                        .isInstanceOf(FencedException.class)
                        .hasMessage("Another process publishes as 'trainer-" + run.runId() + "' now.");
            }
            assertThat(next(tail)).containsExactly("written by the successor");
        }
    }

    @Test
    void shouldMoveAPositionWithTheTransactionOnly() {
        String group = "trainer-" + run.runId();
        var partition = new TopicPartition(Topics.EVENTS.name(), 0);
        try (var consumer = connection.consumer(group);
                var outbox = outbox()) {
            outbox.position(consumer.groupMetadata(), partition, 17);
            try (var successor = outbox()) {
                assertThat(committed(group, partition)).isEmpty();
                successor.position(consumer.groupMetadata(), partition, 23);
                successor.commit();
            }
            assertThat(committed(group, partition))
                    .hasEntrySatisfying(
                            partition, offset -> assertThat(offset.offset()).isEqualTo(23));
        }
    }

    private long end() {
        TopicPartition partition = Partitions.of(Topics.EVENTS, run.runId());
        return topics.ends(List.of(partition)).getOrDefault(partition, 0L);
    }

    private Map<TopicPartition, OffsetAndMetadata> committed(String group, TopicPartition partition) {
        try (var consumer = connection.consumer(group)) {
            var committed = consumer.committed(Set.of(partition), Duration.ofSeconds(20));
            committed.values().removeIf(Objects::isNull);
            return committed;
        }
    }

    private Outbox outbox() {
        return new Outbox(connection, "trainer-" + run.runId(), run.runId());
    }

    private TopicReader<Event> tail() {
        return TopicReader.ofRun(connection, Topics.EVENTS, run.runId(), Event.class, run.requestedAt());
    }

    private void say(Outbox outbox, String reason) {
        var event = new Event.Failed(run.runId(), Examples.ORIGIN, Instant.now(), reason);
        outbox.send(Topics.EVENTS, run.runId(), Schema.EVENT, Json.encode(event));
    }

    /// What comes next; a commit may be seen a moment after it returns.
    private static List<String> next(TopicReader<Event> tail) {
        return reasons(Await.untilPresent(
                DEADLINE,
                "the transaction's events",
                () -> Optional.of(tail.poll(Duration.ofMillis(100))).filter(events -> !events.isEmpty())));
    }

    private static List<String> reasons(List<Event> events) {
        return events.stream().map(e -> ((Event.Failed) e).reason()).toList();
    }
}
