package dev.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.nn.Compile;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Named;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Keras's JSON for models and for what they are compiled with (`config.json` of a `.keras` file, `to_json()`), and the
/// short form that people write in run files:
///
/// ```
/// {"input_shape": [784],
///  "layers": [{"dense": 500, "activation": "sigmoid"}, {"dense": {"units": 10, "use_bias": false}}, {"activation":
/// "softmax"}]}
/// ```
///
/// A key that is not known is an error, and so is one that Keras knows and Millrace does not have yet, unless it is
/// off.
public final class KerasJson {
    private static final Map<String, Set<String>> OFF = Map.of(
            "loss_weights", Set.of(),
            "weighted_metrics", Set.of(),
            "run_eagerly", Set.of("false"),
            "steps_per_execution", Set.of("1"));

    private KerasJson() {}

    /// Reads a model that says its input shape.
    ///
    /// @throws DescriptionException if it does not, or anything else is not sound
    public static Sequential model(JsonNode node) {
        return model(node, Optional.empty());
    }

    /// Reads a model; in the short form, `inputShape` stands in where it says none.
    ///
    /// @throws DescriptionException if it is not sound
    public static Sequential model(JsonNode node, Optional<Shape> inputShape) {
        return node.has("class_name") ? full(node) : shortForm(node, inputShape);
    }

    private static Sequential full(JsonNode node) {
        String className = node.path("class_name").asText();
        if (!className.equals("Sequential")) {
            throw Named.unknown("model", className, List.of("Sequential"));
        }
        JsonNode config = node.path("config");
        List<Layer> layers = new ArrayList<>();
        Optional<Shape> input = Optional.empty();
        for (JsonNode layer : config.path("layers")) {
            if (layer.path("class_name").asText().equals("InputLayer")) {
                input = Optional.of(LayerJson.inputShape(layer));
            } else {
                layers.add(LayerJson.read(layer));
            }
        }
        Shape shape = input.orElseThrow(() -> new DescriptionException("The model says no input shape: its first layer"
                + " is to be an InputLayer with a batch_shape like [null, 784]."));
        return new Sequential(config.path("name").asText("sequential"), shape, layers);
    }

    private static Sequential shortForm(JsonNode node, Optional<Shape> inputShape) {
        var keys = new Keys("model", node);
        String name = keys.text("name", "sequential");
        Optional<Shape> shape = keys.has("input_shape") ? Optional.of(shape(keys.get("input_shape"))) : inputShape;
        JsonNode layers = keys.get("layers");
        keys.done();
        if (!layers.isArray() || layers.isEmpty()) {
            throw new DescriptionException(
                    "model: 'layers' is a list of layers like {\"dense\": 10, \"activation\": \"softmax\"}. Received: "
                            + layers);
        }
        List<Layer> read = new ArrayList<>();
        layers.forEach(layer -> read.add(LayerJson.read(layer)));
        return new Sequential(
                name,
                shape.orElseThrow(() -> new DescriptionException("model: 'input_shape' is missing, like [784].")),
                read);
    }

    private static Shape shape(JsonNode node) {
        if (!node.isArray()) {
            throw new DescriptionException("'input_shape' is a list of sizes like [784]. Received: " + node);
        }
        int[] dims = new int[node.size()];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = node.get(i).asInt();
        }
        return Shape.of(dims);
    }

    /// What a model is compiled with: `{"optimizer": …, "loss": …, "metrics": […]}`.
    ///
    /// @throws DescriptionException if it is not sound
    public static Compile compile(JsonNode node) {
        var keys = new Keys("compile", node);
        List<Metric> metrics = new ArrayList<>();
        if (keys.has("metrics")) {
            keys.get("metrics").forEach(m -> metrics.add(Metric.of(m.asText())));
        }
        if (!keys.has("loss")) {
            throw new DescriptionException("compile: 'loss' is missing, like \"categorical_crossentropy\".");
        }
        Optimizer optimizer =
                keys.has("optimizer") ? OptimizerJson.read(keys.get("optimizer")) : new Optimizer.RMSprop();
        var compile = new Compile(optimizer, LossJson.read(keys.get("loss")), metrics);
        keys.only(OFF).passOver("jit_compile", "auto_scale_loss").done();
        return compile;
    }

    /// The object that Keras's `compile_config` is.
    public static ObjectNode compile(Compile compile) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.set("optimizer", OptimizerJson.write(compile.optimizer()));
        node.set("loss", LossJson.write(compile.loss()));
        node.putNull("loss_weights");
        ArrayNode metrics = node.putArray("metrics");
        compile.metrics().forEach(m -> metrics.add(m.kerasName()));
        node.putNull("weighted_metrics");
        node.put("run_eagerly", false).put("steps_per_execution", 1).put("jit_compile", true);
        return node;
    }

    /// The object that Keras's `to_json()` and `config.json` are.
    public static ObjectNode write(Sequential model, Optional<Compile> compile) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.put("name", model.name()).put("trainable", true);
        config.set("dtype", dtypePolicy());
        ArrayNode layers = config.putArray("layers");
        ObjectNode input = JsonNodeFactory.instance.objectNode();
        input.set("batch_shape", batchShape(model.inputShape()));
        input.put("dtype", "float32").put("sparse", false).put("ragged", false).put("name", "input_layer");
        layers.add(object("keras.layers", "InputLayer", input));
        for (int i = 0; i < model.layers().size(); i++) {
            layers.add(LayerJson.write(model.layers().get(i), model.shapeBefore(i)));
        }
        config.set("build_input_shape", batchShape(model.inputShape()));
        ObjectNode written = object("keras", "Sequential", config);
        written.putObject("build_config").set("input_shape", batchShape(model.inputShape()));
        compile.ifPresent(c -> written.set("compile_config", compile(c)));
        return written;
    }

    static ObjectNode object(String module, String className, ObjectNode config) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("module", module).put("class_name", className);
        node.set("config", config);
        node.putNull("registered_name");
        return node;
    }

    static ObjectNode dtypePolicy() {
        return object(
                "keras", "DTypePolicy", JsonNodeFactory.instance.objectNode().put("name", "float32"));
    }

    static ArrayNode batchShape(Shape shape) {
        ArrayNode node = JsonNodeFactory.instance.arrayNode().addNull();
        shape.dims().forEach(node::add);
        return node;
    }
}
