package dev.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.millrace.nn.CallbackSpec;
import dev.millrace.nn.Compile;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.callback.Callbacks;
import dev.millrace.nn.optimizer.Optimizers;
import java.util.List;
import java.util.Optional;

/// Keras's JSON for models and for what they are compiled with (`to_json()`, `config.json` of a `.keras` file), and
/// a short form for people who write run files by hand, in JSON or YAML:
///
/// ```
/// {"input_shape": [784],
///  "layers": [{"dense": 500, "activation": "sigmoid"},
///             {"dense": {"units": 500, "use_bias": false}},
///             {"activation": "sigmoid"},
///             {"dense": 10, "activation": "softmax", "name": "digit"}]}
/// ```
///
/// A layer's first word is its class, its value the setting that it cannot do without; all other settings have
/// Keras's names and defaults and stand beside it, or in an object in its place. Layers of both forms may be mixed.
///
/// ```
/// {"optimizer": {"adam": {"learning_rate": 0.01}}, "loss": "categorical_crossentropy", "metrics": ["accuracy"]}
/// {"optimizer": {"sgd": {"clipnorm": 1, "learning_rate": {"cosine_decay": {
///   "initial_learning_rate": 0.1, "decay_steps": 10000}}}}, "loss": "mse"}
/// ```
///
/// Keras 2's JSON is read too: `batch_input_shape` at the first layer, `keras_version` and `backend` beside the model.
///
/// Nothing is passed over in silence: a key that nobody knows is an error, and so is an option of Keras that Millrace
/// does not have yet, unless it is at Keras's default. Read and not acted on
/// are names of optimizers and losses, seeds of initializers, the dtype of inputs, and `jit_compile`.
public final class KerasJson {
    private KerasJson() {}

    /// Reads a model that says its input shape.
    ///
    /// @throws DescriptionException if it does not, or anything else is not sound
    public static Sequential model(JsonNode node) {
        return model(node, Optional.empty());
    }

    /// Reads a model; `inputShape` stands in where it says none.
    ///
    /// @throws DescriptionException if it is not sound
    public static Sequential model(JsonNode node, Optional<Shape> inputShape) {
        return ModelJson.read(node, inputShape);
    }

    /// Reads one layer of a model, in either form.
    ///
    /// @throws DescriptionException if it is not sound
    public static Layer layer(JsonNode node) {
        return LayerJson.read(node);
    }

    /// Reads what a model is compiled with; without an optimizer it is Keras's default, RMSprop.
    ///
    /// @throws DescriptionException if it is not sound
    public static Compile compile(JsonNode node) {
        return CompileJson.read(node);
    }

    /// What is compiled into a model of Keras's form; absent where its `compile_config` is absent or empty.
    ///
    /// @throws DescriptionException if it is not sound
    public static Optional<Compile> compiled(JsonNode model) {
        JsonNode node = model.path("compile_config");
        return node.isEmpty() ? Optional.empty() : Optional.of(compile(node));
    }

    /// Reads an optimizer: `"adam"`, `{"adam": {"learning_rate": 0.01}}` or Keras's object.
    ///
    /// @throws DescriptionException if it is not sound
    public static Optimizer optimizer(JsonNode node) {
        return DescribedJson.read(Optimizers.KINDS, node);
    }

    /// The optimizer called `name`, in any case, with Keras's defaults.
    ///
    /// @throws DescriptionException if there is none
    public static Optimizer optimizer(String name) {
        return optimizer(TextNode.valueOf(name));
    }

    /// Reads a loss: `"mse"` or Keras's object.
    ///
    /// @throws DescriptionException if it is not sound
    public static Loss loss(JsonNode node) {
        return LossJson.read(node);
    }

    /// Reads callbacks: a list of `"early_stopping"`, `{"early_stopping": {"patience": 3}}` or objects of a class and a
    /// config.
    ///
    /// @throws DescriptionException if one is not sound
    public static List<CallbackSpec> callbacks(JsonNode node) {
        if (!node.isArray()) {
            throw new DescriptionException(
                    "'callbacks' is a list, like [{\"early_stopping\": {\"patience\": 3}}]. Received: " + node);
        }
        return node.valueStream()
                .map(callback -> DescribedJson.read(Callbacks.KINDS, callback))
                .toList();
    }

    /// A list that `callbacks` reads.
    public static ArrayNode callbacks(List<CallbackSpec> callbacks) {
        ArrayNode node = JsonNodeFactory.instance.arrayNode();
        callbacks.forEach(callback -> node.add(DescribedJson.write("keras.callbacks", callback)));
        return node;
    }

    /// The object that Keras's `to_json()` and `config.json` are; its `compile_config` is empty where the model is
    /// not compiled, as Keras has it.
    public static ObjectNode write(Sequential model, Optional<Compile> compile) {
        ObjectNode node = ModelJson.write(model);
        node.set("compile_config", compile.map(CompileJson::write).orElseGet(KerasObject::empty));
        return node;
    }

    /// The object that Keras's `compile_config` is.
    public static ObjectNode compile(Compile compile) {
        return CompileJson.write(compile);
    }
}
