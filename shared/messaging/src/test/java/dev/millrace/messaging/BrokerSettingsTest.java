package dev.millrace.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.testkit.Await;
import dev.millrace.wire.Json;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Schema;
import dev.millrace.wire.Topic;
import dev.millrace.wire.Topics;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Brokers that are set up otherwise than Kafka's defaults.
@Timeout(120)
class BrokerSettingsTest {
    @Test
    void shouldPublishAsMuchAsEverWhereTheBrokersTakeLess(@TempDir Path folder) {
        try (var broker = EmbeddedBroker.start(folder, Map.of("message.max.bytes", "500000"))) {
            Connection connection = Connection.to(broker.bootstrapServers());
            RunRequested run = Examples.run();
            try (var topics = new TopicAdmin(connection)) {
                topics.create(Topics.SHARED);
            }
            try (var outbox = new Outbox(connection, "trainer-" + run.runId(), run.runId())) {
                var to = Partitions.of(Topics.CHECKPOINTS, run.runId());
                outbox.send(to, "chunk", Schema.CHECKPOINT_CHUNK, new byte[Topics.MAX_VALUE_BYTES]);
                outbox.commit();
            }
        }
    }

    /// As by an earlier version, or by whoever runs the cluster.
    @Test
    void shouldSettleTopicsThatWereMadeOtherwise(@TempDir Path folder) {
        try (var broker = EmbeddedBroker.start(folder, Map.of("message.max.bytes", "500000"))) {
            Connection connection = Connection.to(broker.bootstrapServers());
            RunRequested run = Examples.run();
            Instant ahead = Instant.now().plus(Duration.ofDays(365));
            RunRequested large = new RunRequested(
                    run.runId(), "x".repeat(800_000), run.dataset(), run.model(), run.compile(), run.fit(), ahead);
            try (var topics = new TopicAdmin(connection);
                    var publisher = new Publisher(connection)) {
                topics.create(Topics.SHARED.stream()
                        .map(t -> new Topic(t.name(), t.partitions(), Map.of()))
                        .toList());
                topics.create(Topics.SHARED);
                // A broker takes a topic's settings over a moment after it has them.
                RunRequested asked = Await.untilPresent(Duration.ofSeconds(30), "the settings", () -> {
                    try {
                        return Optional.of(publisher.request(large));
                    } catch (RecordTooLargeException e) {
                        return Optional.empty();
                    }
                });
                assertThat(asked.requestedAt()).isBefore(ahead.minus(Duration.ofDays(364)));
                try (var requests = TopicReader.ofRequests(connection)) {
                    List<RunRequested> there = requests.pollToEnd();
                    assertThat(there).hasSize(1);
                    assertThat(Json.encode(there.getFirst())).isEqualTo(Json.encode(asked));
                }
            }
        }
    }

    /// A cluster's brokers come one after another. Here the one that is there comes back and asks for fewer.
    @Test
    void shouldWaitForAsManyBrokersAsATopicIsToBeOn(@TempDir Path folder) {
        var broker = new AtomicReference<>(EmbeddedBroker.start(folder, Map.of("default.replication.factor", "2")));
        String address = broker.get().bootstrapServers();
        try (var topics = new TopicAdmin(Connection.to(address))) {
            assertThatThrownBy(() -> topics.createShared(Duration.ZERO, () -> {}))
                    .isInstanceOf(InvalidReplicationFactorException.class)
                    .hasMessageContaining("only 1 broker(s) are registered");

            topics.createShared(Duration.ofMinutes(1), () -> {
                broker.get().close();
                broker.set(
                        EmbeddedBroker.startAt(URI.create("kafka://" + address).getPort(), folder));
            });

            assertThat(topics.exists(Topics.RUNS)).isTrue();
        } finally {
            broker.get().close();
        }
    }

    @Test
    void shouldDeleteNothingWhereSomebodySaysAnOffsetThatIsNotThere(@TempDir Path folder) {
        try (var broker = EmbeddedBroker.start(folder);
                var topics = new TopicAdmin(Connection.to(broker.bootstrapServers()))) {
            topics.create(Topics.SHARED);
            var partition = new TopicPartition(Topics.RUNS.name(), 0);
            assertThatCode(() -> topics.deleteBefore(partition, Long.MAX_VALUE)).doesNotThrowAnyException();
        }
    }

    @Test
    void shouldSayWhereABrokerSaysThatItIsWhenItIsNotThere() throws IOException {
        try (var socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().daemon().start(() -> advertise(socket, "kafka.internal", 9092));
            String bootstrap = "127.0.0.1:" + socket.getLocalPort();
            assertThat(AdvertisedBrokers.of(bootstrap, Duration.ofSeconds(10))).containsExactly("kafka.internal:9092");
        }
        assertThat(new BrokerUnavailableException(
                        "localhost:9092", List.of("kafka:19092"), Duration.ofSeconds(10), new IOException()))
                .hasMessage("A Kafka broker answers at localhost:9092, and says that brokers are to be reached at"
                        + " kafka:19092, where none answers from here (waited 10 s). Set the broker's"
                        + " advertised.listeners to an address that can be reached from here, or use a listener that has"
                        + " one.");
    }

    @Test
    void shouldHearARealBrokersAddress(@TempDir Path folder) {
        try (var broker = EmbeddedBroker.start(folder)) {
            assertThat(AdvertisedBrokers.of(broker.bootstrapServers(), Duration.ofSeconds(10)))
                    .containsExactly(broker.bootstrapServers());
        }
        assertThat(AdvertisedBrokers.of("127.0.0.1:1,nonsense,[", Duration.ofSeconds(1)))
                .isEmpty();
        assertThatThrownBy(() -> Connection.to("127.0.0.1:1").check(Duration.ofSeconds(2)))
                .isInstanceOf(BrokerUnavailableException.class)
                .hasMessageStartingWith("No Kafka broker answers at 127.0.0.1:1 (waited 2 s).");
    }

    /// Answers each client with one broker, as Kafka does.
    private static void advertise(ServerSocket socket, String host, int port) {
        while (!socket.isClosed()) {
            try (var client = socket.accept()) {
                var in = new DataInputStream(client.getInputStream());
                in.readNBytes(in.readInt());
                var out = new DataOutputStream(client.getOutputStream());
                out.writeInt(4 + 4 + 4 + 2 + host.length() + 4 + 2 + 4 + 4);
                out.writeInt(0);
                out.writeInt(1);
                out.writeInt(1);
                out.writeUTF(host);
                out.writeInt(port);
                out.writeShort(-1);
                out.writeInt(1);
                out.writeInt(0);
                out.flush();
            } catch (IOException e) {
                // The test is over, or another client comes.
            }
        }
    }
}
