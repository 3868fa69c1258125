package dev.millrace.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.nn.Activation;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.layer.Dense;
import dev.millrace.wire.Decoded;
import dev.millrace.wire.Json;
import dev.millrace.wire.RunRequested;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// A run's description, from its request and to it.
final class RunSpecTest {
    private static final com.fasterxml.jackson.databind.JsonNode DIGITS =
            com.fasterxml.jackson.databind.node.JsonNodeFactory.instance
                    .objectNode()
                    .set("digits", com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode());

    @Test
    void shouldBeTheSameAfterARequestOnATopic() {
        RunSpec spec = Examples.spec("same");
        byte[] bytes = Json.encode(spec.request("name", DIGITS, Examples.BEGIN));
        assertThat(Json.decode(bytes, RunRequested.class))
                .isInstanceOfSatisfying(
                        Decoded.Ok.class,
                        ok -> assertThat(RunSpec.of((RunRequested) ok.value())).isEqualTo(spec));
    }

    @Test
    void shouldRefuseALossThatCannotScoreTheModel() {
        RunSpec spec = Examples.spec("one-output");
        var oneOutput = Sequential.of(Shape.of(4), Dense.of(1, Activation.SIGMOID));
        assertThatThrownBy(() -> new RunSpec("one-output", oneOutput, spec.compile(), spec.fit()))
                .isInstanceOf(DescriptionException.class)
                .hasMessageContaining("Loss 'categorical_crossentropy' wants one output per class");
    }

    @Test
    void shouldSayWhatOfARequestIsNotSound() {
        RunRequested sound = Examples.request("unsound");
        ObjectNode compile = sound.compile().deepCopy();
        compile.put("loss", "nonsense");
        var unsound = new RunRequested(
                sound.runId(), sound.name(), DIGITS, sound.model(), compile, sound.fit(), sound.requestedAt());
        assertThatThrownBy(() -> RunSpec.of(unsound))
                .isInstanceOf(DescriptionException.class)
                .hasMessageContaining("nonsense");
        var fit = new RunRequested.FitRef(0, 1, 0, true, 0, java.util.Map.of());
        var noBatch = new RunRequested(
                sound.runId(), sound.name(), DIGITS, sound.model(), sound.compile(), fit, sound.requestedAt());
        assertThatThrownBy(() -> RunSpec.of(noBatch))
                .hasMessage("batch_size is a positive integer. Received: batch_size=0. Keras's default is 32.");
    }

    @Test
    void shouldRefuseARequestThatNoTopicTakes() {
        String name = "n".repeat(1_000_001);
        assertThatThrownBy(() -> Examples.spec("large").request(name, DIGITS, Examples.BEGIN))
                .isInstanceOf(DescriptionException.class)
                .hasMessageMatching("The request takes \\d+ bytes, and a topic takes 1000000\\..*");
    }

    @Test
    void shouldGiveIdsThatPeopleCanRead() {
        Instant now = Instant.parse("2026-11-24T14:15:00Z");
        assertThat(RunIds.next("My Digits!", now)).matches("my-digits-20261124-141500-[0-9a-f]{4}");
        assertThat(RunIds.next("数", now)).startsWith("run-20261124-141500-");
        assertThat(RunIds.next("a".repeat(500), now)).hasSize(40 + 21);
    }
}
