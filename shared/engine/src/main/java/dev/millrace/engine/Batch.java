package dev.millrace.engine;

import dev.millrace.nn.DescriptionException;

/// A mini-batch.
///
/// @param size examples in it
/// @param inputs what goes into the model
/// @param targets what should come out: one value per output, or one class number per prediction
public record Batch(int size, Tensor inputs, Tensor targets) {
    public Batch {
        if (size <= 0 || inputs.size() != size || targets.size() != size) {
            throw new DescriptionException("A mini-batch of " + size + " examples has as many inputs and targets."
                    + " Received: " + inputs.size() + " inputs of shape " + inputs.shape() + " and " + targets.size()
                    + " targets of shape " + targets.shape());
        }
    }

    public Batch(Tensor inputs, Tensor targets) {
        this(inputs.size(), inputs, targets);
    }
}
