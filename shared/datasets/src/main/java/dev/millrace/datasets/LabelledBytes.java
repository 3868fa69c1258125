package dev.millrace.datasets;

import dev.millrace.nn.Shape;
import java.nio.ByteBuffer;

/// Inputs of unsigned bytes with a class number each, at most 256 classes, over arrays in memory. Immutable.
public final class LabelledBytes implements Examples {
    private final Inputs inputs;
    private final byte[] labels;

    /// The inputs of examples. For any number of threads.
    interface Inputs {
        /// Puts the bytes of input `index` at the position of `to`, and moves it past them.
        void copy(int index, ByteBuffer to);
    }

    /// Examples over these arrays, which are theirs from now on: do not write to them.
    ///
    /// @param shape of one input
    /// @param classes number of classes, from 1 to 256; labels are less
    /// @param inputs one after the other, row-major
    /// @param labels one per input, unsigned
    /// @throws DatasetException if there are none, their numbers differ, or a label is not among the classes
    public LabelledBytes(Shape shape, int classes, byte[] inputs, byte[] labels) {
        this(classes, labels, (index, to) -> to.put(inputs, index * shape.size(), shape.size()));
        if (inputs.length != (long) labels.length * shape.size()) {
            throw new DatasetException("Each input has a label. Received: " + inputs.length
                    + " bytes of inputs of shape " + shape + ", which is " + (double) inputs.length / shape.size()
                    + " inputs, and " + labels.length + " labels");
        }
    }

    /// Examples with as many `inputs` as labels.
    LabelledBytes(int classes, byte[] labels, Inputs inputs) {
        if (classes < 1 || classes > 256) {
            throw new DatasetException("A label is one byte: from 1 to 256 classes. Received: classes=" + classes);
        }
        if (labels.length == 0) {
            throw new DatasetException("There is at least one example. Received: no labels");
        }
        this.inputs = inputs;
        this.labels = labels;
        for (int i = 0; i < labels.length; i++) {
            if (label(i) >= classes) {
                throw new DatasetException("Labels of " + classes + " classes are from 0 to " + (classes - 1)
                        + ". Received: label " + label(i) + " at index " + i);
            }
        }
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public void copyInput(int index, ByteBuffer to) {
        inputs.copy(index, to);
    }

    @Override
    public void copyTarget(int index, ByteBuffer to) {
        to.put(labels[index]);
    }

    @Override
    public int label(int index) {
        return labels[index] & 0xff;
    }
}
