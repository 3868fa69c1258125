package dev.millrace.nn;

import java.util.List;

/// One layer of a model. A layer without a name gets Keras's (`dense`, `dense_1`) when it joins a model.
public sealed interface Layer permits Dense, ActivationLayer, Dropout, Rescaling {
    /// Unique in the model; empty until the layer joins one.
    String name();

    /// The same layer under another name.
    Layer withName(String name);

    /// Keras's class: `Dense`.
    String className();

    /// The shape that comes out where `input` goes in.
    ///
    /// @throws DescriptionException if `input` does not fit, naming this layer
    Shape outputShape(Shape input);

    /// The variables that training changes, in Keras's order, named `layer/variable`.
    List<VariableSpec> weights(Shape input);
}
