package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.broker.EmbeddedBroker;
import dev.millrace.datasets.Datasets;
import dev.millrace.messaging.Connection;
import dev.millrace.messaging.Publisher;
import dev.millrace.messaging.TopicAdmin;
import dev.millrace.wire.Event;
import dev.millrace.wire.Origin;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topics;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What anybody may write to a topic, as commands show it.
final class HostileMessagesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REASON = "no\r\nFORGED  digits  completed\033]0;title\007\u202e";

    @Test
    void shouldShowRunsOnOneLineEach(@TempDir Path folder) throws Exception {
        RunRequested any = SmallRuns.request(1, 1);
        var hostile = new RunRequested(
                "hostile",
                "\033[2J",
                Datasets.named("\033[41mdigits\033[0m\nFORGED-RUN  digits completed"),
                any.model(),
                any.compile(),
                any.fit(),
                any.requestedAt());
        try (var broker = EmbeddedBroker.start(folder.resolve("broker"))) {
            Connection connection = Connection.to(broker.bootstrapServers());
            try (var topics = new TopicAdmin(connection);
                    var publisher = new Publisher(connection)) {
                topics.create(Topics.SHARED);
                publisher.request(hostile);
                publisher.event(new Event.Rejected("hostile", Origin.here("test"), Instant.now(), REASON));
                // Three kinds of service lay aside what they cannot read.
                for (long offset : List.of(7L, 7L, 7L, 9L, 9L, 9L)) {
                    publisher.deadLetter(malformed(Topics.RUNS.name(), offset), "torn " + offset + "\n\033[31m");
                }
                publisher.deadLetter(malformed(Topics.EVENTS.name(), 11), "not a request");
            }
            var cli = new Cli(folder);
            Cli.Answer runs = cli.run("runs", "--bootstrap", broker.bootstrapServers());
            assertThat(runs.code()).as(runs.err()).isZero();
            assertThat(runs.out()).matches("[ -~…\n]*");
            assertThat(runs.out().lines())
                    .hasSize(3)
                    .anySatisfy(line -> assertThat(line)
                            .startsWith("hostile  \\u001b[41mdigits\\u001b[…  rejected ")
                            .endsWith("no\\u000d\\u000aFORGED  digits  completed\\u001b]0;title\\u0007\\u202e"));
            assertThat(runs.out())
                    .endsWith("2 requests could not be read, the newest ('key-9\\u000a'): torn 9\\u000a\\u001b[31m\n");

            Cli.Answer watched = cli.run("watch", "host", "--bootstrap", broker.bootstrapServers());
            assertThat(watched.code()).isEqualTo(1);
            assertThat(watched.err())
                    .isEqualTo("millrace: the run failed: no\\u000d\\u000aFORGED  digits  completed"
                            + "\\u001b]0;title\\u0007\\u202e\n");
            Cli.Answer late = cli.run("learning-rate", "host", "0.1", "--bootstrap", broker.bootstrapServers());
            assertThat(late.err()).matches("millrace: The run was rejected: [ -~]*\n");

            List<String> lines = cli.run("runs", "--json", "--bootstrap", broker.bootstrapServers())
                    .out()
                    .lines()
                    .toList();
            assertThat(lines).hasSize(3).allMatch(line -> line.matches("[ -~]*"));
            JsonNode run = JSON.readTree(lines.getFirst());
            assertThat(run.path("dataset").asText()).isEqualTo(hostile.datasetKind());
            assertThat(run.path("detail").asText()).isEqualTo(REASON);
            JsonNode letter = JSON.readTree(lines.getLast());
            assertThat(letter.path("run_id").asText()).isEqualTo("key-9\n");
            assertThat(letter.path("state").asText()).isEqualTo("malformed");
            assertThat(letter.path("detail").asText()).isEqualTo("torn 9\n\033[31m");
        }
    }

    private static ConsumerRecord<String, ByteBuffer> malformed(String topic, long offset) {
        return new ConsumerRecord<>(topic, 0, offset, "key-" + offset + "\n", ByteBuffer.wrap(new byte[] {'{'}));
    }
}
