package dev.millrace.loader;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Targets;
import dev.millrace.keras.KerasJson;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.layer.ActivationLayer;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.layer.Dropout;
import dev.millrace.nn.layer.Rescaling;
import dev.millrace.nn.loss.MeanSquaredError;
import dev.millrace.nn.loss.SparseCategoricalCrossentropy;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.Adam;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A network for whoever brings data and no model: two hidden layers, the smaller the fewer examples there are.
///
/// @param model whose inputs and outputs are those of the data; it predicts values in the targets' own units, where
/// their mean and deviation are known
/// @param compile Adam; cross-entropy and accuracy for classes, squared and absolute errors for values
record DefaultModel(Sequential model, Compile compile) {
    /// Fewer examples than this get a smaller network.
    private static final int FEW = 1000;

    static DefaultModel of(Dataset dataset) {
        int units = dataset.train().size() < FEW ? 32 : 128;
        List<Layer> layers = new ArrayList<>();
        layers.add(Dense.of(units, Activation.RELU));
        layers.add(Dropout.of(0.1));
        layers.add(Dense.of(units / 2, Activation.RELU));
        Shape inputs = Shape.of(dataset.schema().inputs().shape().size());
        return switch (dataset.schema().targets()) {
            case Targets.Classes classes -> {
                layers.add(Dense.of(Math.max(2, classes.count()), Activation.SOFTMAX));
                yield new DefaultModel(
                        Sequential.of(inputs, layers.toArray(Layer[]::new)),
                        new Compile(new Adam(), new SparseCategoricalCrossentropy(), Metrics.of("accuracy")));
            }
            case Targets.Values values -> {
                layers.add(Dense.of(values.shape().size(), Activation.LINEAR));
                if (!values.mean().isEmpty() && !values.deviation().isEmpty()) {
                    layers.add(rescaling(values));
                }
                yield new DefaultModel(
                        Sequential.of(inputs, layers.toArray(Layer[]::new)),
                        new Compile(new Adam(), new MeanSquaredError(), Metrics.of("mean_absolute_error")));
            }
        };
    }

    /// The same model, compiled as far as `compile` says how, which names no loss: that depends on the data.
    ///
    /// @param compile Keras's `compile_config` without a loss, like `{"optimizer": "sgd"}`
    /// @throws dev.millrace.nn.DescriptionException if it is not sound
    Compile compiled(JsonNode compile) {
        ObjectNode whole = KerasJson.compile(this.compile);
        compile.properties().forEach(said -> whole.set(said.getKey(), said.getValue()));
        return KerasJson.compile(whole);
    }

    /// From outputs around 0 to the targets: those that do not differ are their mean.
    private static Rescaling rescaling(Targets.Values values) {
        return Rescaling.of(
                values.deviation().stream()
                        .map(deviation -> deviation == 0 ? 1 : deviation)
                        .toList(),
                values.mean());
    }

    /// What people are told of `model`: `(4,) -> dense 32 relu -> dense 3 softmax`.
    static String said(Sequential model) {
        return model.inputShape() + " -> "
                + model.layers().stream().map(DefaultModel::said).collect(Collectors.joining(" -> "));
    }

    private static String said(Layer layer) {
        return switch (layer) {
            case Dense l -> "dense " + l.units() + " " + l.activation().kerasName();
            case Dropout l -> "dropout " + l.rate();
            case Rescaling l -> "rescaling to the units of the target";
            case ActivationLayer l -> l.activation().kerasName();
            default -> layer.className();
        };
    }
}
