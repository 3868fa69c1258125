package dev.millrace.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Holds the message catalogue against the code.
class ReadmeTest {
    private static final Pattern EXAMPLE =
            Pattern.compile("<!-- golden: (\\S+) -->\\s+```json\\n(.*?)```", Pattern.DOTALL);

    private final String text = Files.readString(Path.of("README.md"));

    ReadmeTest() throws IOException {}

    @Test
    void shouldShowEveryJsonMessageAsItIs() throws IOException {
        Map<String, JsonNode> shown = new TreeMap<>();
        var matcher = EXAMPLE.matcher(text);
        while (matcher.find()) {
            shown.put(matcher.group(1), Json.MAPPER.readTree(matcher.group(2)));
        }
        Map<String, JsonNode> golden = new TreeMap<>();
        Examples.json().keySet().forEach(name -> golden.put(name, Golden.json(name)));
        assertThat(shown).isEqualTo(golden);
    }

    @Test
    void shouldNameEveryTopic() {
        assertThat(Stream.concat(Topics.SHARED.stream().map(Topic::name), Stream.of("millrace.batches.v1.<run>")))
                .allSatisfy(name -> assertThat(text).contains("## `" + name + "`"));
    }

    @Test
    void shouldShowTheKeysThatExamplesHave() {
        assertThat(text)
                .contains("`" + Examples.batch().key() + "`")
                .contains("`" + CheckpointKeys.chunk(Examples.RUN, "step-000000600", 0) + "`")
                .contains("`" + CheckpointKeys.manifest(Examples.RUN, "step-000000600") + "`");
    }
}
