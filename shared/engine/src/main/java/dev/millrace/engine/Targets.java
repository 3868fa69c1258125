package dev.millrace.engine;

import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Stages targets as what the loss compares with predictions: `(rows, columns)`.
///
/// Class numbers are expanded to one-hot, whatever the loss, where a prediction has several values. Every loss but
/// the sparse one takes one value per output as well: one-hot, probabilities, or the numbers to be met.
final class Targets {
    private final Loss loss;
    private final Shape output;
    private final int classes;
    private final int perExample;
    private final Stage values;
    private final Stage oneHot;
    private final ByteBuffer numbers;
    private final Tensor classNumbers;

    Targets(Kernels kernels, Loss loss, Shape output, Matrix to) {
        this.loss = loss;
        this.output = output;
        this.classes = to.columns();
        this.perExample = output.size() / classes;
        this.values = kernels.stage(to.buffer());
        this.oneHot = kernels.oneHot(to);
        this.numbers = ByteBuffer.allocateDirect(to.rows() * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        this.classNumbers = new Tensor(DType.I32, Shape.of(), numbers);
    }

    /// @throws DescriptionException if the targets do not fit the loss and the model's output
    void load(Tensor targets) {
        boolean sparse = loss instanceof Loss.SparseCategoricalCrossentropy;
        int size = targets.shape().size();
        if (classes > 1 && size == perExample) {
            loadClasses(targets);
        } else if (!sparse && size == output.size()) {
            values.load(targets);
        } else {
            throw new DescriptionException("Loss '" + loss.kerasName() + "' compares predictions of shape " + output
                    + " with " + expected(sparse) + ". Received: targets of shape " + targets.shape() + ".");
        }
    }

    private String expected(boolean sparse) {
        Shape numbersShape = new Shape(output.dims().subList(0, output.rank() - 1));
        if (sparse) {
            return "class numbers of shape " + numbersShape;
        }
        return "targets of the same shape" + (classes > 1 ? ", or class numbers of shape " + numbersShape : "");
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
