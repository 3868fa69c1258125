package dev.millrace.datasets;

import dev.millrace.nn.Shape;
import java.nio.ByteBuffer;

/// Inputs with a label each: every value of an input is one unsigned byte. Immutable.
public final class Examples {
    private final Shape inputShape;
    private final int classes;
    private final Inputs inputs;
    private final byte[] labels;

    /// Examples over these arrays, which are theirs from now on: do not write to them.
    ///
    /// @param inputShape of one input
    /// @param classes number of classes, from 1 to 256; labels are less
    /// @param inputs one after the other, row-major
    /// @param labels one per input, unsigned
    /// @throws DatasetException if there are none, their numbers differ, or a label is not among the classes
    public Examples(Shape inputShape, int classes, byte[] inputs, byte[] labels) {
        this(
                inputShape,
                classes,
                labels,
                (index, target) -> target.put(inputs, index * inputShape.size(), inputShape.size()));
        if (inputs.length != (long) labels.length * inputShape.size()) {
            throw new DatasetException("Each input has a label. Received: " + inputs.length
                    + " bytes of inputs of shape " + inputShape + ", which is "
                    + (double) inputs.length / inputShape.size() + " inputs, and " + labels.length + " labels");
        }
    }

    /// Examples with as many `inputs` as labels.
    Examples(Shape inputShape, int classes, byte[] labels, Inputs inputs) {
        if (classes < 1 || classes > 256) {
            throw new DatasetException("A label is one byte: from 1 to 256 classes. Received: classes=" + classes);
        }
        if (labels.length == 0) {
            throw new DatasetException("There is at least one example. Received: no labels");
        }
        this.inputShape = inputShape;
        this.classes = classes;
        this.inputs = inputs;
        this.labels = labels;
        for (int i = 0; i < labels.length; i++) {
            if (label(i) >= classes) {
                throw new DatasetException("Labels of " + classes + " classes are from 0 to " + (classes - 1)
                        + ". Received: label " + label(i) + " at index " + i);
            }
        }
    }

    /// How many there are, at least one.
    public int size() {
        return labels.length;
    }

    /// The shape of one input: `(28, 28)`.
    public Shape inputShape() {
        return inputShape;
    }

    /// How many classes there are; labels are from 0 to one less.
    public int classes() {
        return classes;
    }

    /// The class of example `index`.
    public int label(int index) {
        return labels[index] & 0xff;
    }

    /// Puts the `inputShape().size()` bytes of input `index` at the position of `target`, and moves it past them.
    public void copyInput(int index, ByteBuffer target) {
        inputs.copy(index, target);
    }
}
