package dev.millrace.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.wire.predictions.Prediction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Holds the AsyncAPI document against the code.
class CatalogueTest {
    private final AsyncApi document = AsyncApi.read(Path.of("asyncapi.yaml"));

    CatalogueTest() throws IOException {}

    @Test
    void shouldDescribeEveryTopicWithItsPartitionsAndSettings() {
        Map<String, Topic> described = new TreeMap<>();
        document.at("/channels").forEach(channel -> {
            JsonNode kafka = channel.path("bindings").path("kafka");
            Map<String, String> settings = new HashMap<>();
            kafka.path("topicConfiguration").properties().forEach(e -> settings.put(e.getKey(), setting(e.getValue())));
            String address = channel.path("address").asText();
            described.put(address, new Topic(address, kafka.path("partitions").asInt(), settings));
        });
        Topic batches = Topics.batches("RUN");
        var template = new Topic(batches.name().replace("RUN", "{runId}"), batches.partitions(), batches.settings());
        assertThat(described)
                .isEqualTo(Stream.concat(constants(Topics.class, Topic.class), Stream.of(template))
                        .collect(Collectors.toMap(Topic::name, Function.identity())));
        assertThat(constants(Topics.class, Topic.class)).containsExactlyInAnyOrderElementsOf(Topics.SHARED);
    }

    private static String setting(JsonNode value) {
        return value.isArray() ? value.path(0).asText() : value.asText();
    }

    @Test
    void shouldDescribeEverySchemaWithItsContentType() {
        Map<String, Schema> described = new TreeMap<>();
        document.at("/components/messages").properties().forEach(message -> {
            String name = message.getValue().path("name").asText();
            String type = message.getValue().path("contentType").asText();
            described.put(name, new Schema(name, type));
        });
        // What is laid aside has the headers that it came with.
        described.remove("dead-letter");
        assertThat(described)
                .isEqualTo(constants(Schema.class, Schema.class)
                        .collect(Collectors.toMap(Schema::name, Function.identity())));
    }

    @Test
    void shouldDescribeEveryKeyOfEveryJsonMessageAndItsType() {
        Examples.json().forEach((name, example) -> {
            JsonNode tree = Json.MAPPER.valueToTree(example);
            String message = name.replaceAll("-1.*", "");
            String schema = tree.has("type") ? message + "-" + tree.path("type").asText() : message;
            assertThat(document.differences(document.at("/components/schemas/" + schema), tree, name))
                    .isEmpty();
        });
    }

    @Test
    void shouldHaveAnExampleOfEveryJsonMessage() {
        Map<String, JsonNode> shown = new TreeMap<>();
        document.at("/components/messages")
                .forEach(message -> message.path("examples")
                        .forEach(example -> shown.put(example.path("name").asText(), example.path("payload"))));
        Map<String, JsonNode> golden = new TreeMap<>();
        Examples.json().keySet().forEach(name -> golden.put(name, Golden.json(name)));
        assertThat(shown).isEqualTo(golden);
        assertThat(Examples.json().values())
                .extracting(Object::getClass)
                .contains(Event.class.getPermittedSubclasses())
                .contains(Command.class.getPermittedSubclasses())
                .contains(Prediction.class.getPermittedSubclasses());
    }

    @Test
    void shouldDescribeTheTensorsAndMetadataOfAMiniBatch() {
        assertDescribed("batch", Examples.batchContents());
    }

    @Test
    void shouldDescribeTheTensorsAndMetadataOfACheckpoint() {
        assertDescribed("checkpoint-chunk", Examples.checkpoint());
    }

    @Test
    void shouldDescribeTheTensorAndMetadataOfARequestForPredictions() {
        assertDescribed("prediction-request", MoreExamples.predictionRequestContents());
    }

    private void assertDescribed(String message, Safetensors.Contents contents) {
        JsonNode described = document.at("/components/messages/" + message + "/payload/x-safetensors");
        assertThat(AsyncApi.names(described.path("metadata")))
                .isEqualTo(new TreeSet<>(contents.metadata().keySet()));
        contents.tensors()
                .forEach((name, tensor) -> assertThat(described.path("tensors"))
                        .as(name)
                        .anyMatch(
                                each -> name.matches(each.path("name").asText().replaceAll("\\{\\w+}", ".+"))
                                        && each.path("dtype").toString().contains("\"" + tensor.dtype() + "\"")));
    }

    @Test
    void shouldDescribeKeysAsTheyAre() {
        assertThat(keyPattern("batch")).matches(key -> Examples.batch().key().matches(key));
        assertThat(keyPattern("batch"))
                .matches(key -> BatchMessage.key(Split.TEST, 123456, 1_234_567).matches(key));
        assertThat(keyPattern("checkpoint-chunk"))
                .matches(key ->
                        CheckpointKeys.chunk(Examples.RUN, "step-000000600", 3).matches(key));
        assertThat(keyPattern("checkpoint-manifest"))
                .matches(key ->
                        CheckpointKeys.manifest(Examples.RUN, "step-000000600").matches(key));
        assertThat(document.at("/components/messages/checkpoint-chunk/payload/maxLength")
                        .asInt())
                .isEqualTo(Topics.MAX_VALUE_BYTES);
    }

    private String keyPattern(String message) {
        return document.at("/components/messages/" + message + "/bindings/kafka/key/pattern")
                .asText();
    }

    @Test
    void shouldListTheNamesThatTheCodeKnows() {
        assertThat(document.at("/components/schemas/split/enum")).isEqualTo(Json.MAPPER.valueToTree(Split.values()));
        assertThat(document.at("/components/schemas/checkpoint-manifest/properties/cause/enum"))
                .isEqualTo(Json.MAPPER.valueToTree(CheckpointManifest.Cause.values()));
        assertThat(document.at("/components/schemas/event/oneOf")).hasSize(Event.class.getPermittedSubclasses().length);
        assertThat(document.at("/components/schemas/command/oneOf"))
                .hasSize(Command.class.getPermittedSubclasses().length);
        assertThat(document.at("/components/schemas/prediction/oneOf"))
                .hasSize(Prediction.class.getPermittedSubclasses().length);
    }

    /// The constants of type `type` in `holder`, so that none is forgotten.
    private static <T> Stream<T> constants(Class<?> holder, Class<T> type) {
        return Stream.of(holder.getFields())
                .filter(field -> field.getType() == type)
                .map(field -> {
                    try {
                        return type.cast(field.get(null));
                    } catch (IllegalAccessException e) {
                        throw new AssertionError(e);
                    }
                });
    }
}
