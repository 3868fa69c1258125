package dev.millrace.loader;

import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Targets;
import dev.millrace.nn.Activation;
import dev.millrace.nn.ActivationLayer;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Dense;
import dev.millrace.nn.Dropout;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A network for whoever brings data and no model: two hidden layers, the smaller the fewer examples there are.
///
/// @param model whose inputs and outputs are those of the data
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
                        new Compile(
                                new Optimizer.Adam(), new Loss.SparseCategoricalCrossentropy(), Metric.of("accuracy")));
            }
            case Targets.Values values -> {
                layers.add(Dense.of(values.shape().size(), Activation.LINEAR));
                yield new DefaultModel(
                        Sequential.of(inputs, layers.toArray(Layer[]::new)),
                        new Compile(
                                new Optimizer.Adam(), new Loss.MeanSquaredError(), Metric.of("mean_absolute_error")));
            }
        };
    }

    /// What it is, for people: one sentence.
    String note() {
        String layers = model.layers().stream().map(DefaultModel::described).collect(Collectors.joining(", "));
        return "No model was given. Trained is a network that suits the data: " + layers + "; optimizer "
                + compile.optimizer().kerasName() + ", loss " + compile.loss().kerasName() + ".";
    }

    private static String described(Layer layer) {
        return switch (layer) {
            case Dense dense ->
                "Dense " + dense.units()
                        + (dense.activation() == Activation.LINEAR
                                ? ""
                                : " " + dense.activation().kerasName());
            case Dropout dropout -> "Dropout " + dropout.rate();
            case ActivationLayer activation -> activation.activation().kerasName();
        };
    }
}
