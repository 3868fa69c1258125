package dev.millrace.engine.data;

import dev.millrace.nn.DescriptionException;
import java.util.Arrays;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/// Examples in memory, along the first axis of each array: what `Model.fit` and `Model.evaluate` take.
///
/// @param x inputs, `(samples, ...)`
/// @param y targets, `(samples, ...)`: values as the model predicts them, or class numbers where it predicts several
/// @param sampleWeight what each example counts in the loss and in weighted metrics, `(samples,)` or `(samples, 1)`;
/// where there is none, every example counts as 1
public record Samples(INDArray x, INDArray y, Optional<INDArray> sampleWeight) {
    /// @throws DescriptionException if there are not as many of each
    public Samples {
        if (x.rank() == 0 || y.rank() == 0) {
            throw new DescriptionException("Examples lie along the first axis. Received: a scalar");
        }
        if (x.size(0) != y.size(0)) {
            throw new DescriptionException("x and y have as many examples along their first axis. Received: x of "
                    + x.size(0) + ", y of " + y.size(0));
        }
        if (sampleWeight.isPresent()) {
            check(x.size(0), sampleWeight.get());
        }
    }

    private static void check(long samples, INDArray weights) {
        if (weights.rank() == 0 || weights.size(0) != samples || weights.length() != samples) {
            throw new DescriptionException("sample_weight has one number for each of the " + samples
                    + " examples. Received: shape " + Arrays.toString(weights.shape()));
        }
    }

    /// Examples that all count as 1.
    public static Samples of(INDArray x, INDArray y) {
        return new Samples(x, y, Optional.empty());
    }

    /// The same examples, which count as much as `weights` says; Keras's `sample_weight`.
    public Samples withSampleWeight(INDArray weights) {
        return new Samples(x, y, Optional.of(weights));
    }
}
