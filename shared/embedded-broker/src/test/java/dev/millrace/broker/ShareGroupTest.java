package dev.millrace.broker;

import static dev.millrace.broker.Clients.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.errors.InvalidRecordStateException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/// What a share group does with a record that is held for long: the facts that the run queue stands on.
///
/// A worker holds one record: RENEW, `commitSync` and `poll` keep its lock and give the same record back.
final class ShareGroupTest {
    private static final Duration SHORT_LOCK = Duration.ofSeconds(2);
    private static final Duration A_MOMENT = Duration.ofMillis(300);
    private static EmbeddedBroker broker;
    private static Clients clients;

    private String topic = "";

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.temporary();
        clients = new Clients(broker.bootstrapServers());
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @BeforeEach
    void createTopic(TestInfo test) throws Exception {
        topic = test.getTestMethod().orElseThrow().getName();
        clients.createTopic(topic);
        clients.configureGroup(
                topic,
                Map.of(
                        "share.auto.offset.reset", "earliest",
                        "share.heartbeat.interval.ms", "100",
                        "share.delivery.count.limit", "3"));
    }

    @Test
    void shouldGiveEveryRecordToOneWorker() throws Exception {
        clients.send(topic, "one", "two");
        try (var first = worker();
                var second = worker()) {
            var given = new ArrayList<String>();
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (given.size() < 2 && System.nanoTime() < deadline) {
                for (var worker : List.of(first, second)) {
                    for (var held : worker.poll(A_MOMENT)) {
                        given.add(held.value());
                        assertThat(answer(worker, held, AcknowledgeType.ACCEPT)).isEmpty();
                    }
                }
            }
            assertThat(given).containsExactlyInAnyOrder("one", "two");
            assertThat(first.poll(A_MOMENT)).isEmpty();
            assertThat(second.poll(A_MOMENT)).isEmpty();
        }
    }

    /// The other worker shows that it is there by a record of a topic of its own: one of the same topic may have been
    /// fetched by the first worker too, which then sits on it until the lock ends.
    @Test
    void shouldKeepARenewedRecordAndGiveItBackAlone() throws Exception {
        String more = topic + "-more";
        clients.createTopic(more);
        clients.send(topic, "one");
        clients.send(more, "two");
        try (var worker = worker();
                var other = clients.worker(topic, topic, more)) {
            var held = take(worker);
            assertThat(answer(other, take(other), AcknowledgeType.ACCEPT)).isEmpty();
            shortenLock();
            long end = System.nanoTime() + SHORT_LOCK.multipliedBy(2).toNanos();
            while (System.nanoTime() < end) {
                assertThat(answer(worker, held, AcknowledgeType.RENEW)).isEmpty();
                var polled = worker.poll(Duration.ZERO);
                assertThat(polled.count()).isOne();
                held = polled.iterator().next();
                assertThat(held.value()).isEqualTo("one");
                assertThat(held.deliveryCount()).contains((short) 1);
                assertThat(other.poll(A_MOMENT)).isEmpty();
            }
            assertThat(answer(worker, held, AcknowledgeType.ACCEPT)).isEmpty();
        }
    }

    @Test
    void shouldNotFetchMoreWhileARecordIsHeld() throws Exception {
        clients.send(topic, "one", "two");
        try (var worker = worker()) {
            var held = take(worker);
            assertThatThrownBy(() -> worker.poll(Duration.ZERO)).isInstanceOf(IllegalStateException.class);
            assertThat(answer(worker, held, AcknowledgeType.RENEW)).isEmpty();
            var notPolled = held;
            assertThatThrownBy(() -> worker.acknowledge(notPolled, AcknowledgeType.ACCEPT))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(take(worker).value()).isEqualTo("one");
            worker.acknowledge(held, AcknowledgeType.RENEW);
            assertThat(worker.poll(A_MOMENT))
                    .as("RENEW without commitSync: poll waits and gives nothing")
                    .isEmpty();
            assertThat(take(worker).value()).isEqualTo("one");
        }
    }

    @Test
    void shouldTellAWorkerThatItLostItsRecord() throws Exception {
        shortenLock();
        clients.send(topic, "one");
        try (var slow = worker();
                var other = worker()) {
            var lost = take(slow);
            var taken = take(other);
            assertThat(taken.value()).isEqualTo("one");
            assertThat(taken.deliveryCount()).contains((short) 2);
            assertThat(answer(slow, lost, AcknowledgeType.RENEW)).get().isInstanceOf(InvalidRecordStateException.class);
            assertThat(slow.poll(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void shouldReleaseARecordWhenItsWorkerCloses() throws Exception {
        clients.send(topic, "one");
        try (var worker = worker()) {
            assertThat(answer(worker, take(worker), AcknowledgeType.RENEW)).isEmpty();
        }
        try (var next = worker()) {
            assertThat(take(next).deliveryCount()).contains((short) 2);
        }
    }

    @Test
    void shouldGiveUpARecordAfterItsLastDelivery() throws Exception {
        clients.send(topic, "poison", "next");
        try (var worker = worker()) {
            for (int delivery = 1; delivery <= 3; delivery++) {
                var poison = take(worker);
                assertThat(poison.value()).isEqualTo("poison");
                assertThat(answer(worker, poison, AcknowledgeType.RELEASE)).isEmpty();
            }
            assertThat(take(worker).value()).isEqualTo("next");
        }
    }

    private void shortenLock() throws Exception {
        clients.configureGroup(topic, Map.of("share.record.lock.duration.ms", String.valueOf(SHORT_LOCK.toMillis())));
    }

    private KafkaShareConsumer<String, String> worker() {
        return clients.worker(topic, topic);
    }

    /// Sends the answer, and returns why the broker refused it.
    private static Optional<? extends RuntimeException> answer(
            KafkaShareConsumer<String, String> worker, ConsumerRecord<String, String> held, AcknowledgeType type) {
        worker.acknowledge(held, type);
        var refusals = worker.commitSync().values();
        assertThat(refusals).hasSize(1);
        return refusals.iterator().next();
    }
}
