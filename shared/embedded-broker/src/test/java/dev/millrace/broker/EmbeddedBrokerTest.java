package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedBrokerTest {
    @TempDir
    Path directory;

    @Test
    void shouldKeepItsRecordsAcrossARestart() throws Exception {
        try (var broker = EmbeddedBroker.start(directory)) {
            var clients = new Clients(broker.bootstrapServers());
            clients.createTopic("kept");
            clients.send("kept", "one", "two");
            assertThat(clients.read("kept")).containsExactly("one", "two");
        }
        try (var broker = EmbeddedBroker.start(directory)) {
            var clients = new Clients(broker.bootstrapServers());
            clients.send("kept", "three");
            assertThat(clients.read("kept")).containsExactly("one", "two", "three");
        }
    }

    /// Kafka would delete them once it has run for 30 s: one that never does would keep them for ever.
    @Test
    void shouldLeaveNothingOfDeletedTopicsBehind() throws Exception {
        Path left = directory.resolve("killed-0.0123456789abcdef0123456789abcdef-delete");
        try (var broker = EmbeddedBroker.start(directory)) {
            var clients = new Clients(broker.bootstrapServers());
            clients.createTopic("kept");
            clients.createTopic("deleted");
            clients.send("deleted", "one");
            clients.deleteTopic("deleted");
        }
        assertThat(topics()).contains("kept-0").noneMatch(name -> name.startsWith("deleted-"));
        Files.createDirectory(left);
        Files.writeString(left.resolve("00000000000000000000.log"), "one");
        try (var broker = EmbeddedBroker.start(directory)) {
            assertThat(broker.bootstrapServers()).isNotEmpty();
            assertThat(left).doesNotExist();
        }
    }

    private List<String> topics() throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(Files::isDirectory)
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
    }

    @Test
    void shouldComeBackAtTheAddressWhereClientsLookForIt() throws Exception {
        String address;
        try (var broker = EmbeddedBroker.start(directory)) {
            address = broker.bootstrapServers();
            new Clients(address).createTopic("kept");
        }
        int port = Integer.parseInt(address.split(":", 2)[1]);
        try (var broker = EmbeddedBroker.startAt(port, directory)) {
            assertThat(broker.bootstrapServers()).isEqualTo(address);
            new Clients(address).send("kept", "one");
            assertThatThrownBy(() -> EmbeddedBroker.startAt(port, directory.resolve("other")))
                    .isInstanceOf(BrokerException.class)
                    .hasMessageContaining("Port " + port + " of 127.0.0.1 is not free");
        }
    }

    @Test
    void shouldKeepItsRecordsWhenItsProcessIsKilled() throws Exception {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        try (var output = process.inputReader()) {
            assertThat(output.lines().anyMatch(Victim.READY::equals)).isTrue();
            assertThatThrownBy(() -> EmbeddedBroker.start(directory)).hasMessageContaining("in use");
        } finally {
            process.destroyForcibly().waitFor();
        }
        try (var broker = EmbeddedBroker.start(directory)) {
            var clients = new Clients(broker.bootstrapServers());
            clients.send("kept", "two");
            assertThat(clients.read("kept")).containsExactly("one", "two");
        }
    }

    @Test
    void shouldShowATransactionOnlyWhenItIsCommitted() throws Exception {
        try (var broker = EmbeddedBroker.start(directory)) {
            var clients = new Clients(broker.bootstrapServers());
            clients.createTopic("exact");
            try (var producer = clients.producer(Map.of("transactional.id", "writer"))) {
                producer.initTransactions();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("exact", "aborted")).get();
                producer.abortTransaction();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("exact", "committed")).get();
                producer.commitTransaction();
            }
            assertThat(clients.read("exact")).containsExactly("committed");
        }
    }

    @Test
    void shouldFreeItsDirectoryAndPortWhenClosed() throws Exception {
        var broker = EmbeddedBroker.start(directory);
        assertThatThrownBy(() -> EmbeddedBroker.start(directory))
                .isInstanceOf(BrokerException.class)
                .hasMessageContainingAll(directory.toString(), "in use");
        broker.close();
        broker.close();
        int port = Integer.parseInt(broker.bootstrapServers().split(":", 2)[1]);
        try (var socket = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertThat(socket.isBound()).isTrue();
        }
        DataDirectory.open(directory).close();
    }

    @Test
    void shouldSayThatItCannotStartAndFreeItsDirectory() throws Exception {
        DataDirectory.open(directory).close();
        var obstacle = Files.writeString(directory.resolve("__cluster_metadata-0"), "not a directory");
        assertThatThrownBy(() -> EmbeddedBroker.start(directory))
                .isInstanceOf(BrokerException.class)
                .hasMessageContainingAll("did not start", directory.toString());
        Files.delete(obstacle);
        EmbeddedBroker.start(directory).close();
    }

    @Test
    void shouldLeaveNothingBehindWhenTemporary() {
        var broker = EmbeddedBroker.temporary();
        assertThat(broker.directory()).isNotEmptyDirectory();
        broker.close();
        assertThat(broker.directory()).doesNotExist();
    }

    @Test
    void shouldTakeKafkasSettingsButNotItsOwn() throws Exception {
        assertThatThrownBy(() -> EmbeddedBroker.start(directory, Map.of("node.id", "7")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("node.id=7");
        try (var broker = EmbeddedBroker.start(directory, Map.of("auto.create.topics.enable", "true"))) {
            var clients = new Clients(broker.bootstrapServers());
            clients.send("made-by-sending", "one");
            assertThat(clients.read("made-by-sending")).containsExactly("one");
        }
    }
}
