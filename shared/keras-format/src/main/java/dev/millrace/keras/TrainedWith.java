package dev.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;
import java.util.Optional;

/// What Millrace says of a model, beside what Keras says, in the metadata of a model file: `{"millrace": {"data": …}}`,
/// what the model was trained with, so that it takes raw rows and pictures.
public final class TrainedWith {
    /// The name in the metadata.
    public static final String METADATA = "millrace";

    private static final String DATA = "data";

    private TrainedWith() {}

    /// What goes into the metadata.
    ///
    /// @param data as a dataset's schema says it
    public static Map<String, JsonNode> metadata(JsonNode data) {
        return metadata(Optional.of(data));
    }

    /// What goes into the metadata.
    ///
    /// @param data as a dataset's schema says it; absent where nobody knows
    public static Map<String, JsonNode> metadata(Optional<JsonNode> data) {
        return data.<Map<String, JsonNode>>map(said ->
                        Map.of(METADATA, JsonNodeFactory.instance.objectNode().set(DATA, said)))
                .orElse(Map.of());
    }

    /// The data in what the metadata has under [#METADATA]; a missing node where there is none.
    public static JsonNode data(JsonNode metadata) {
        return metadata.path(DATA);
    }
}
