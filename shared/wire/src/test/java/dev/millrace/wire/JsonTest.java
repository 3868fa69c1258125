package dev.millrace.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.testkit.Seeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    /// Keras's own JSON: whether it makes sense is for the data-loader to say.
    private static final List<String> FREE = List.of("dataset", "model", "compile");

    /// What may be missing, as older services do not say it.
    private static final List<String> LATER = List.of("devices");

    @TestFactory
    Stream<DynamicTest> shouldPassOverKeysThatANewerWriterAdds() {
        return forEach((type, example) -> {
            ObjectNode tree = Json.MAPPER.valueToTree(example);
            tree.putObject("added_later").put("a", 1);
            assertThat(Json.decode(bytes(tree), type)).isEqualTo(new Decoded.Ok<>(example));
        });
    }

    @TestFactory
    Stream<DynamicTest> shouldRefuseAMessageThatLacksAKey() {
        return forEach((type, example) -> {
            for (String key : keys(example)) {
                ObjectNode tree = Json.MAPPER.valueToTree(example);
                tree.remove(key);
                if (LATER.contains(key)) {
                    assertThat(Json.decode(bytes(tree), type)).isInstanceOf(Decoded.Ok.class);
                } else {
                    assertMalformed(tree, type);
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> shouldRefuseAValueOfAnotherType() {
        List<JsonNode> others = Stream.of("null", "true", "7", "1.5", "\"\"", "\"7\"", "\"NaN\"", "[]", "[null]", "{}")
                .map(JsonTest::tree)
                .toList();
        return forEach((type, example) -> {
            ObjectNode whole = Json.MAPPER.valueToTree(example);
            for (String key : keys(example)) {
                if (!FREE.contains(key)) {
                    others.stream()
                            .filter(other -> !Kind.of(other).fits(Kind.of(whole.path(key))))
                            .forEach(other -> assertMalformed(whole.deepCopy().set(key, other), type));
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> shouldRefuseEveryTruncation() {
        return forEach((type, example) -> {
            byte[] json = Json.encode(example);
            for (int length = 0; length < json.length; length++) {
                assertThat(Json.decode(Arrays.copyOf(json, length), type)).isInstanceOf(Decoded.Malformed.class);
            }
        });
    }

    @Seeds
    void shouldNeverThrowWhateverByteIsWrong(long seed) {
        var random = new SplittableRandom(seed);
        Examples.json().values().forEach(example -> {
            byte[] json = Json.encode(example);
            json[random.nextInt(json.length)] = (byte) random.nextInt(256);
            assertThat(Json.decode(json, Examples.typeOf(example))).isNotNull();
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "command-1-stop | type | \"explode\" | explode",
                "event-1-failed | type | \"finished\" | finished",
                "metric-1 | split | \"training2\" | training2",
                "metric-1 | split | 0 | Split",
                "metric-1 | values | {\"loss\": null} | null",
                "metric-1 | values | {\"loss\": \"NaN\"} | NaN",
                "metric-1 | values | {\"loss\": \"Infinity\"} | Infinity",
                "metric-1 | time | \"yesterday\" | ISO 8601",
                "run-1 | requested_at | \"+1000000000-12-31T23:59:59.999999999Z\" | of the years 1970 to 9999",
                "run-1 | requested_at | \"-1000000000-01-01T00:00:00Z\" | of the years 1970 to 9999",
                "run-1 | requested_at | \"1969-12-31T23:59:59.999Z\" | of the years 1970 to 9999",
                "event-1-heartbeat | time | \"+10000-01-01T00:00:00Z\" | of the years 1970 to 9999",
                "event-1-checkpointed | next_offset | -1 | 'next_offset' is 0 or more",
                "event-1-retried | tries | -2147483648 | 'tries' is 0 or more",
                "event-1-completed | step | -9223372036854775808 | 'step' is 0 or more",
                "checkpoint-manifest-1 | cause | \"whim\" | whim",
                "event-1-accepted | notes | [\"a\", null] | null",
                "event-1-accepted | steps_per_epoch | 0 | at least one step",
                "event-1-heartbeat | epoch | 2147483648 | out of range",
                "report-1 | step | -1 | 'step' is 0 or more",
                "report-1 | classes | [\"cat\"] | one score for each of 1 classes",
                "report-1 | confusion | [{\"actual\": 2, \"predicted\": 0, \"count\": 1}] | classes 0 to 1",
                "report-1 | confusion | [{\"actual\": 1, \"predicted\": 0, \"count\": 0}] | at least one example",
                "prediction-1-answered | outputs | [[0.5, \"NaN\"]] | NaN",
                "prediction-1-answered | outputs | [[1e99]] | finite numbers only",
                "prediction-1-answered | meaning | \"whim\" | whim",
                "prediction-1-refused | prediction_id | \"a b\" | A prediction id has",
                "service-1 | heap_bytes | -1 | 'heap_bytes' is 0 or more",
                "service-1-gpu | devices | [{\"name\": \"a\", \"memory_bytes\": 1}] | a whole number 'memory_used_bytes'",
                "service-1-gpu | devices | [{\"memory_bytes\": 1, \"memory_used_bytes\": 1}] | a text 'name'",
                "service-1-gpu | devices | [{\"name\": \"a\", \"memory_bytes\": 1, \"memory_used_bytes\": 0, \"utilisation\": 2}] | 'utilisation'",
                "service-1-gpu | devices | [{\"name\": \"a\", \"memory_bytes\": 1, \"memory_used_bytes\": 0, \"utilisation\": \"1\"}] | is a number",
                "service-1-gpu | devices | [null] | null",
                "service-1 | cpu_share | 1e999 | 'cpu_share' is 0 or more",
                "annotation-1 | tags | [\" \"] | at least one letter",
                "annotation-1 | tags | [\"a\", \"a\"] | holds each once",
                "annotation-1 | alerts | [{\"split\": \"test\", \"metric\": \"loss\"}] | one of 'above' and 'below'",
                "annotation-1 | alerts | [{\"split\": \"test\", \"metric\": \"a\", \"above\": \"1\"}] | is a number",
                "annotation-1 | alerts | [{\"split\": \"x\", \"metric\": \"a\", \"above\": 1}] | 'split' is training",
                "annotation-1 | alerts | [7] | An alert has",
                "run-1 | run_id | \"../etc\" | A run id has",
            })
    void shouldSayWhichValueIsWrong(String example, String key, String value, String reason) {
        Object message = Examples.named(example);
        ObjectNode tree = Json.MAPPER.valueToTree(message);
        tree.set(key, tree(value));
        assertThat(reason(bytes(tree), Examples.typeOf(message))).contains(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z"})
    void shouldTakeTheFirstAndTheLastTime(String time) {
        ObjectNode tree = Json.MAPPER.valueToTree(Examples.named("run-1"));
        tree.put("requested_at", time);
        assertThat(Json.decode(bytes(tree), RunRequested.class)).isInstanceOf(Decoded.Ok.class);
    }

    @Test
    void shouldCutAReasonThatQuotesTooMuch() {
        var failed = new Event.Failed("r", new Origin("trainer", "here"), Instant.EPOCH, "x".repeat(1_000_000));
        assertThat(failed.reason()).hasSize(Event.MAX_REASON_LENGTH).endsWith("x…");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "7", "{}", "{\"type\":\"stop\",\"type\":\"stop\"}", "\u0000", "{} {}"})
    void shouldRefuseWhatIsNoMessage(String json) {
        assertThat(reason(json.getBytes(StandardCharsets.UTF_8), Command.class)).isNotEmpty();
    }

    @Test
    void shouldRefuseWhatIsNestedDeeply() {
        String deep = "{\"type\":\"stop\",\"run_id\":" + "[".repeat(1_000_000);
        assertThat(reason(deep.getBytes(StandardCharsets.UTF_8), Command.class)).startsWith("not a Command: ");
        String unknown = "{\"type\":\"stop\",\"x\":" + "{\"a\":".repeat(1_000_000);
        assertThat(reason(unknown.getBytes(StandardCharsets.UTF_8), Command.class))
                .startsWith("not a Command: ");
    }

    @Test
    void shouldRefuseANumberThatIsTooLarge() {
        String json = new String(Json.encode(Examples.named("metric-1")), StandardCharsets.UTF_8);
        assertThat(reason(json.replace("2.2871", "1e999").getBytes(StandardCharsets.UTF_8), Metric.class))
                .contains("A metric is finite. Received: loss=Infinity");
    }

    @Test
    void shouldNotBeGivenANumberThatJsonLacks() {
        assertThatThrownBy(() -> new Metric("r", Split.TEST, 0, 1, Map.of("loss", Double.NaN), Instant.EPOCH))
                .hasMessage("A metric is finite. Received: loss=NaN");
    }

    private enum Kind {
        INTEGER,
        NUMBER,
        TEXT,
        BOOLEAN,
        LIST,
        OBJECT,
        NULL;

        static Kind of(JsonNode node) {
            return switch (node.getNodeType()) {
                case NUMBER -> node.isIntegralNumber() ? INTEGER : NUMBER;
                case STRING -> TEXT;
                case BOOLEAN -> BOOLEAN;
                case ARRAY -> LIST;
                case OBJECT -> OBJECT;
                case NULL, MISSING, BINARY, POJO -> NULL;
            };
        }

        boolean fits(Kind expected) {
            return this == expected || (this == INTEGER && expected == NUMBER);
        }
    }

    private interface Check {
        void on(Class<?> type, Object example);
    }

    private static Stream<DynamicTest> forEach(Check check) {
        return Examples.json().entrySet().stream()
                .map(e -> dynamicTest(e.getKey(), () -> check.on(Examples.typeOf(e.getValue()), e.getValue())));
    }

    private static List<String> keys(Object example) {
        return Json.MAPPER.<ObjectNode>valueToTree(example).properties().stream()
                .map(Map.Entry::getKey)
                .toList();
    }

    private static void assertMalformed(JsonNode tree, Class<?> type) {
        assertThat(reason(bytes(tree), type)).as(tree.toString()).startsWith("not a " + type.getSimpleName() + ": ");
    }

    private static String reason(byte[] json, Class<?> type) {
        return Json.decode(json, type) instanceof Decoded.Malformed<?> bad ? bad.reason() : "";
    }

    private static JsonNode tree(String json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] bytes(JsonNode tree) {
        return tree.toString().getBytes(StandardCharsets.UTF_8);
    }
}
