package dev.millrace.nn;

import java.util.List;

/// What a model is trained with; the arguments of Keras's `compile`.
///
/// @param metrics reported beside the loss, in this order
public record Compile(Optimizer optimizer, Loss loss, List<Metric> metrics) {
    public Compile {
        metrics = List.copyOf(metrics);
    }

    public Compile(Optimizer optimizer, Loss loss, Metric... metrics) {
        this(optimizer, loss, List.of(metrics));
    }

    /// Refuses a loss that cannot score what the model predicts.
    ///
    /// @throws DescriptionException naming the last layer
    public void check(Sequential model) {
        boolean categorical =
                loss instanceof Loss.CategoricalCrossentropy || loss instanceof Loss.SparseCategoricalCrossentropy;
        Shape output = model.outputShape();
        if (categorical && output.last() == 1) {
            throw new DescriptionException("Loss '" + loss.kerasName() + "' wants one output per class, but layer '"
                    + model.layers().getLast().name() + "' gives shape " + output
                    + ". Give it as many units as there are classes, or use 'binary_crossentropy'.");
        }
    }
}
