package dev.millrace.trainer;

import dev.millrace.engine.fit.CallbackState;
import dev.millrace.nn.CallbackSpec;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.Variable;
import dev.millrace.nn.VariableSpec;
import dev.millrace.wire.Safetensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What callbacks remember, as tensors of a checkpoint: `callbacks/early_stopping/wait`, a scalar, and
/// `callbacks/early_stopping/weights/dense/kernel`.
final class CallbackTensors {
    private static final String PREFIX = "callbacks/";
    private static final String WEIGHTS = "/weights/";

    private CallbackTensors() {}

    /// A name for each, the second of a kind being `early_stopping_1`.
    static List<String> names(List<CallbackSpec> callbacks) {
        Map<String, Integer> counts = new HashMap<>();
        return callbacks.stream()
                .map(callback -> {
                    String name = Sequential.snakeCase(callback.className());
                    int before = counts.merge(name, 1, Integer::sum) - 1;
                    return before == 0 ? name : name + "_" + before;
                })
                .toList();
    }

    /// @param states by the callbacks' names
    static Map<String, Safetensors.Tensor> write(Map<String, CallbackState> states) {
        Map<String, Safetensors.Tensor> tensors = new LinkedHashMap<>();
        states.forEach((name, state) -> {
            state.numbers().forEach((key, value) -> tensors.put(PREFIX + name + "/" + key, scalar(value)));
            state.weights()
                    .forEach(weight -> tensors.put(
                            PREFIX + name + WEIGHTS + weight.name(),
                            new Safetensors.Tensor(
                                    Safetensors.DType.F32, weight.shape().dims(), weight.bytes())));
        });
        return tensors;
    }

    private static Safetensors.Tensor scalar(double value) {
        ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        return new Safetensors.Tensor(
                Safetensors.DType.F64, List.of(), bytes.putDouble(value).flip());
    }

    /// What each callback of which there is something remembers, by name.
    static Map<String, CallbackState> read(Map<String, Safetensors.Tensor> tensors, Sequential model) {
        Map<String, Map<String, Double>> numbers = new TreeMap<>();
        tensors.forEach((path, tensor) -> {
            if (path.startsWith(PREFIX) && tensor.dtype() == Safetensors.DType.F64) {
                int slash = path.lastIndexOf('/');
                numbers.computeIfAbsent(path.substring(PREFIX.length(), slash), name -> new TreeMap<>())
                        .put(
                                path.substring(slash + 1),
                                tensor.data().order(ByteOrder.LITTLE_ENDIAN).getDouble());
            }
        });
        Map<String, CallbackState> states = new TreeMap<>();
        numbers.forEach((name, of) -> states.put(name, new CallbackState(of, weights(tensors, name, model))));
        return states;
    }

    private static List<Variable> weights(Map<String, Safetensors.Tensor> tensors, String name, Sequential model) {
        List<Variable> weights = new ArrayList<>();
        for (VariableSpec spec : model.weights()) {
            Safetensors.Tensor tensor = tensors.get(PREFIX + name + WEIGHTS + spec.name());
            if (tensor != null) {
                weights.add(new Variable(spec.name(), new Shape(tensor.shape()), tensor.data()));
            }
        }
        return weights;
    }
}
