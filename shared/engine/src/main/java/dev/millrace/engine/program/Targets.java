package dev.millrace.engine.program;

import dev.millrace.engine.data.Tensor;
import dev.millrace.engine.kernel.Kernels;
import dev.millrace.engine.kernel.Matrix;
import dev.millrace.engine.kernel.Stage;
import dev.millrace.nn.DType;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Stages targets as what the loss compares with predictions: `(rows, columns)`.
///
/// Values have the shape of the predictions; `(batch_size,)` and `(batch_size, 1)` are one, as in Keras. Class numbers
/// have that shape without its last axis and are expanded to one-hot, whatever the loss, where a prediction has several
/// values. A loss that takes class numbers takes no values. A loss that measures distances takes `F32` numbers as
/// values alone: a price is no class number.
public final class Targets {
    private final Loss loss;
    private final Shape output;
    private final Shape numbersShape;
    private final int classes;
    private final int perExample;
    private final Stage values;
    private final Stage oneHot;
    private final ByteBuffer numbers;
    private final Tensor classNumbers;

    public Targets(Kernels kernels, Loss loss, Shape output, Matrix to) {
        this.loss = loss;
        this.output = output;
        this.numbersShape = new Shape(output.dims().subList(0, output.rank() - 1));
        this.classes = to.columns();
        this.perExample = output.size() / classes;
        this.values = kernels.stage(to.buffer());
        this.oneHot = kernels.oneHot(to);
        this.numbers = ByteBuffer.allocateDirect(to.rows() * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        this.classNumbers = new Tensor(DType.I32, Shape.of(), numbers);
    }

    /// Copies the targets of a mini-batch to where the loss reads them.
    ///
    /// @throws DescriptionException if the targets do not fit the loss and the model's output
    public void load(Tensor targets) {
        if (takesValues() && alike(targets.shape(), output)) {
            values.load(targets);
        } else if (classes > 1
                && alike(targets.shape(), numbersShape)
                && (targets.dtype() != DType.F32 || !loss.measuresDistances())) {
            loadClasses(targets);
        } else {
            throw new DescriptionException("Loss '" + loss.kerasName() + "' compares predictions of shape " + output
                    + " with " + expected() + ". Received: " + targets.dtype() + " targets of shape " + targets.shape()
                    + ".");
        }
    }

    private boolean takesValues() {
        return !loss.takesClassNumbers();
    }

    /// Whether they are one shape, but for an axis of size 1 that one of them has at its end. Asked at every step,
    /// where nothing is to be allocated.
    private static boolean alike(Shape one, Shape other) {
        Shape longer = one.rank() > other.rank() ? one : other;
        int axes = Math.min(one.rank(), other.rank());
        for (int axis = 0; axis < axes; axis++) {
            int size = one.dims().get(axis);
            if (size != other.dims().get(axis)) {
                return false;
            }
        }
        return longer.rank() == axes || (longer.rank() == axes + 1 && longer.last() == 1);
    }

    private String expected() {
        String ofClasses = "class numbers of shape " + numbersShape;
        if (!takesValues()) {
            return ofClasses;
        }
        if (classes == 1) {
            return "targets of the same shape";
        }
        return "targets of the same shape, or " + (loss.measuresDistances() ? "whole " : "") + ofClasses
                + (loss.measuresDistances() ? " and type U8 or I32" : "");
    }

    private void loadClasses(Tensor targets) {
        numbers.clear();
        for (int i = 0; numbers.hasRemaining(); i++) {
            double number = targets.value(i / perExample, i % perExample);
            if (!(number >= 0 && number < classes) || number != Math.rint(number)) {
                throw new DescriptionException("Class numbers are whole numbers from 0 to " + (classes - 1)
                        + ", as the model predicts " + classes + " classes. Received: label "
                        + (number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number))
                        + " at position " + numbers.position() / Integer.BYTES + " of the mini-batch.");
            }
            numbers.putInt((int) number);
        }
        oneHot.load(classNumbers);
    }
}
