package dev.millrace.evaluator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.wire.Safetensors.Tensor;
import java.util.ArrayList;
import java.util.List;

/// What the examples of a run look like, and whether what comes out for one is about classes.
///
/// @param data of the run's `accepted`
public record RowForm(JsonNode data) {
    /// Refuses rows that are not like the run's examples.
    ///
    /// @throws RefusedException saying what was received and what was expected
    void check(Tensor rows, float scale) {
        JsonNode inputs = data.path("inputs");
        if (!inputs.has("dtype") || !inputs.path("shape").isArray()) {
            return; // The model refuses rows of another size.
        }
        String dtype = inputs.path("dtype").asText();
        List<Integer> shape = shape(data);
        List<Integer> received = rows.shape().subList(1, rows.shape().size());
        // The model takes them flattened, or as they are.
        boolean fits = received.equals(shape)
                || (received.size() == 1
                        && received.getFirst()
                                == shape.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b));
        float expected = (float) inputs.path("scale").asDouble(1);
        if (!rows.dtype().name().equals(dtype) || !fits || Float.compare(scale, expected) != 0) {
            throw new RefusedException("Rows of this run are " + dtype + " " + shape + " with x.scale " + expected
                    + ". Received: " + rows.dtype() + " " + received + " with x.scale " + scale + ".");
        }
    }

    /// The shape of an example at its source; empty where `data` does not say.
    static List<Integer> shape(JsonNode data) {
        List<Integer> shape = new ArrayList<>();
        data.path("inputs").path("shape").forEach(size -> shape.add(size.asInt()));
        return shape;
    }

    /// Whether an example is of one of several classes.
    boolean ofClasses() {
        return data.path("targets").path("kind").asText().equals("classes");
    }
}
