package dev.millrace.nn;

import java.util.List;
import java.util.Optional;

/// One layer of a model. A layer without a name gets Keras's (`dense`, `dense_1`) when it joins a model.
public interface Layer extends Described {
    /// Unique in the model; empty until the layer joins one.
    String name();

    /// The same layer under another name.
    Layer withName(String name);

    /// The shape that comes out where `input` goes in.
    ///
    /// @throws DescriptionException if `input` does not fit, naming this layer
    Shape outputShape(Shape input);

    /// The variables, in Keras's order: those that training changes by their gradients, then the state; named
    /// `layer/variable`.
    default List<VariableSpec> weights(Shape input) {
        return List.of();
    }

    /// Whether training changes its weights; Keras's `trainable`.
    default boolean trainable() {
        return true;
    }

    /// The activation function that it applies last; linear where it applies none.
    default Activation activation() {
        return Activation.LINEAR;
    }

    /// The same layer, which applies `activation` last in place of its own; empty if it has no activation.
    default Optional<Layer> withActivation(Activation activation) {
        return Optional.empty();
    }

    /// What its outputs add to the loss, divided by the size of the mini-batch: in training, frozen or not, as in
    /// evaluations; Keras's `activity_regularizer`.
    default Optional<Regularizer> activityRegularizer() {
        return Optional.empty();
    }

    /// The same layer, drawing from `seed` where it draws random numbers and has no seed of its own.
    default Layer withDefaultSeed(int seed) {
        return this;
    }

    /// How messages call it: `Layer 'hidden' (Dense)`.
    default String described() {
        return name().isEmpty() ? className() : "Layer '" + name() + "' (" + className() + ")";
    }
}
