package dev.millrace.engine.vector;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A layer's backward pass, which a sequence may have update the layer's weights in the same pass, without their
/// gradients ever being written. Only [Sequence] decides that, by what stands between it and the update.
non-sealed interface WeightGradient extends VectorOp {
    /// Where it writes the gradients of the layer's weights: one buffer for each variable.
    List<VectorBuffer> gradients();

    /// The layer's weights as far as the pass itself reads them.
    List<VectorBuffer> weights();

    /// Its phases.
    ///
    /// @param updater updates the weights at the places where their gradients would lie, instead of writing
    /// gradients; none: gradients are written
    List<Phase> phases(@Nullable Updater updater);

    @Override
    default List<Phase> phases() {
        return phases(null);
    }

    /// Whether `update` is of all of the layer's weights, which lie as their gradients do, and each begins where an
    /// update can begin.
    default boolean within(Update update) {
        return gradients().stream()
                        .allMatch(part -> part.offset() % Updater.ALIGNMENT == 0
                                && update.gradients().contains(part))
                && weights().stream()
                        .allMatch(weight -> update.weights().contains(weight)
                                && gradients().stream().anyMatch(part -> part.offset() == weight.offset()));
    }
}
