package dev.millrace.engine.data;

import dev.millrace.nn.DType;
import dev.millrace.nn.DescriptionException;
import java.util.Optional;

/// A mini-batch.
///
/// @param size examples in it
/// @param inputs what goes into the model
/// @param targets what should come out: one value per output, or one class number per prediction
/// @param weights what each example counts in the loss and in weighted metrics, one `F32` each; where there are none,
/// every example counts as 1
public record Batch(int size, Tensor inputs, Tensor targets, Optional<Tensor> weights) {
    public Batch {
        if (size <= 0 || inputs.size() != size || targets.size() != size) {
            throw new DescriptionException("A mini-batch of " + size + " examples has as many inputs and targets."
                    + " Received: " + inputs.size() + " inputs of shape " + inputs.shape() + " and " + targets.size()
                    + " targets of shape " + targets.shape());
        }
        if (weights.isPresent()) {
            check(size, weights.get());
        }
    }

    /// Every example counts as 1.
    public Batch(int size, Tensor inputs, Tensor targets) {
        this(size, inputs, targets, Optional.empty());
    }

    public Batch(Tensor inputs, Tensor targets) {
        this(inputs.size(), inputs, targets);
    }

    /// The same examples, which count as much as `newWeights` says.
    public Batch withWeights(Tensor newWeights) {
        return new Batch(size, inputs, targets, Optional.of(newWeights));
    }

    private static void check(int size, Tensor weights) {
        if (weights.size() != size || weights.shape().size() != 1 || weights.dtype() != DType.F32) {
            throw new DescriptionException("A mini-batch of " + size + " examples has one F32 weight for each of them."
                    + " Received: " + weights.size() + " weights of type " + weights.dtype() + " and shape "
                    + weights.shape());
        }
    }
}
