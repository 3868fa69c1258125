package dev.millrace.datasets;

import dev.millrace.nn.DType;
import dev.millrace.nn.data.ExampleForm;
import dev.millrace.nn.data.Examples;
import java.nio.ByteBuffer;

/// Inputs of unsigned bytes with a class number each, at most 256 classes, over arrays in memory. Immutable.
public final class LabelledBytes implements Examples {
    private final ExampleForm form;
    private final Inputs inputs;
    private final byte[] labels;

    /// The inputs of examples. For any number of threads.
    interface Inputs {
        /// Puts the bytes of input `index` at the position of `to`, and moves it past them.
        void copy(int index, ByteBuffer to);
    }

    /// Examples over these arrays, which are theirs from now on: do not write to them.
    ///
    /// @param schema whose inputs are `U8`, and whose targets are from 1 to 256 classes
    /// @param inputs one after the other, row-major
    /// @param labels one per input, unsigned, less than the number of classes
    /// @throws DatasetException if there are none, their numbers differ, or a label is not among the classes
    public LabelledBytes(Schema schema, byte[] inputs, byte[] labels) {
        this(schema, labels, inOrder(schema.inputs().bytes(), inputs));
        if (inputs.length != (long) labels.length * schema.inputs().bytes()) {
            throw new DatasetException("Each input has a label. Received: " + inputs.length
                    + " bytes of inputs of shape " + schema.inputs().shape() + ", which is "
                    + (double) inputs.length / schema.inputs().bytes() + " inputs, and " + labels.length + " labels");
        }
    }

    private static Inputs inOrder(int bytes, byte[] inputs) {
        return (index, to) -> to.put(inputs, index * bytes, bytes);
    }

    /// Examples with as many `inputs` as labels.
    LabelledBytes(Schema schema, byte[] labels, Inputs inputs) {
        this.form = schema.form();
        int classes = form.classes().orElse(0);
        if (classes < 1 || classes > 256) {
            throw new DatasetException("A label is one byte: from 1 to 256 classes. Received: classes=" + classes);
        }
        if (form.dtype() != DType.U8) {
            throw new DatasetException("Inputs are unsigned bytes, U8. Received: " + form.dtype());
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
    public ExampleForm form() {
        return form;
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
