package dev.millrace.keras;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.nn.Compile;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.OptimizerState;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.Variable;
import dev.millrace.nn.VariableSpec;
import dev.millrace.wire.Safetensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A trained model as a safetensors file: weights under their names (`dense/kernel`), optimizer state under
/// `optimizer/`, and Keras's model JSON in the metadata, so that the file says everything.
public final class ModelTensors {
    private static final String CONFIG = "keras.config";
    private static final String OPTIMIZER = "optimizer/";
    private static final String ITERATIONS = OPTIMIZER + "iteration";
    private static final ObjectMapper JSON = new ObjectMapper();

    private ModelTensors() {}

    /// Weights, optimizer state and description.
    public static Safetensors.Contents write(TrainedModel trained) {
        Map<String, Safetensors.Tensor> tensors = new LinkedHashMap<>();
        trained.weights().forEach(w -> tensors.put(w.name(), tensor(w)));
        trained.optimizer().ifPresent(state -> {
            ByteBuffer iterations = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            iterations.putLong(state.iterations()).flip();
            tensors.put(ITERATIONS, new Safetensors.Tensor(Safetensors.DType.I64, List.of(), iterations));
            state.slots().forEach(slot -> tensors.put(OPTIMIZER + slot.name(), tensor(slot)));
        });
        return new Safetensors.Contents(config(trained), tensors);
    }

    /// Weights and description only.
    public static Safetensors.Contents writeWeights(TrainedModel trained) {
        return writeWeights(trained, Map.of());
    }

    /// Weights and description, with more in the metadata.
    ///
    /// @param further values by their names; [#metadata] reads them
    public static Safetensors.Contents writeWeights(TrainedModel trained, Map<String, JsonNode> further) {
        Safetensors.Contents weights =
                write(new TrainedModel(trained.model(), trained.compile(), trained.weights(), Optional.empty()));
        Map<String, String> metadata = new LinkedHashMap<>();
        further.forEach((name, value) -> metadata.put(name, value.toString()));
        metadata.putAll(weights.metadata());
        return new Safetensors.Contents(metadata, weights.tensors());
    }

    /// A value in the metadata of the file.
    ///
    /// @return absent where the file has none of that name
    /// @throws DescriptionException if it is no JSON
    public static Optional<JsonNode> metadata(Safetensors.Contents contents, String name) {
        return Optional.ofNullable(contents.metadata().get(name)).map(text -> json(name, text));
    }

    /// The model in the file.
    ///
    /// @throws DescriptionException if the file does not describe one, or lacks some of it
    public static TrainedModel read(Safetensors.Contents contents) {
        JsonNode config = config(contents);
        Sequential model = KerasJson.model(config);
        Optional<Compile> compile = KerasJson.compiled(config);
        List<Variable> weights = variables(contents, "", model.weights());
        Safetensors.Tensor iterations = contents.tensors().get(ITERATIONS);
        Optional<OptimizerState> optimizer = iterations == null
                ? Optional.empty()
                : compile.map(c -> new OptimizerState(
                        iterations.data().getLong(),
                        variables(contents, OPTIMIZER, c.optimizer().slots(model.trainableWeights()))));
        return new TrainedModel(model, compile, weights, optimizer);
    }

    /// Of the model in the file what predicting and scoring need, whatever it was trained with.
    ///
    /// @throws DescriptionException if the file does not describe one, or lacks some of it
    public static InferenceModel readForInference(Safetensors.Contents contents) {
        InferenceJson.Described described = InferenceJson.read(config(contents));
        return described.with(variables(contents, "", described.model().weights()));
    }

    private static Map<String, String> config(TrainedModel trained) {
        return Map.of(
                CONFIG, KerasJson.write(trained.model(), trained.compile()).toString());
    }

    private static JsonNode config(Safetensors.Contents contents) {
        String config = contents.metadata().get(CONFIG);
        if (config == null) {
            throw new DescriptionException(
                    "The safetensors file does not say which model its weights are of:" + " its metadata has no '"
                            + CONFIG + "'. Received: " + contents.metadata().keySet());
        }
        return json(CONFIG, config);
    }

    private static JsonNode json(String name, String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new DescriptionException("'" + name + "' is no JSON: " + e.getOriginalMessage());
        }
    }

    private static Safetensors.Tensor tensor(Variable variable) {
        return new Safetensors.Tensor(Safetensors.DType.F32, variable.shape().dims(), variable.bytes());
    }

    private static List<Variable> variables(Safetensors.Contents contents, String prefix, List<VariableSpec> expected) {
        return expected.stream()
                .map(spec -> {
                    Safetensors.Tensor tensor = contents.tensors().get(prefix + spec.name());
                    if (tensor == null
                            || tensor.dtype() != Safetensors.DType.F32
                            || !tensor.shape().equals(spec.shape().dims())) {
                        throw new DescriptionException("Tensor '" + prefix + spec.name() + "' is F32 "
                                + spec.shape() + ". Received: "
                                + (tensor == null ? "none" : tensor.dtype() + " " + tensor.shape()));
                    }
                    return new Variable(spec.name(), spec.shape(), tensor.data());
                })
                .toList();
    }
}
