package dev.millrace.datasets;

import dev.millrace.nn.Shape;

/// Examples to train with, and others to test on.
///
/// @param name that it is asked for by: `mnist`
/// @param scale factor that turns the stored bytes into what the network sees: `1/255f`
/// @param train examples to train with
/// @param test examples to test on, of the same shape and classes
public record Dataset(String name, float scale, Examples train, Examples test) {
    public Dataset {
        if (!train.inputShape().equals(test.inputShape()) || train.classes() != test.classes()) {
            throw new DatasetException("Examples to train with and to test on are alike. Received: " + name + " with "
                    + train.inputShape() + " in " + train.classes() + " classes to train with, " + test.inputShape()
                    + " in " + test.classes() + " classes to test on");
        }
    }

    /// The shape of one input: `(28, 28)`.
    public Shape inputShape() {
        return train.inputShape();
    }

    /// How many classes there are; labels are from 0 to one less.
    public int classes() {
        return train.classes();
    }
}
