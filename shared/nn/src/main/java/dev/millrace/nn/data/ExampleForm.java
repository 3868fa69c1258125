package dev.millrace.nn.data;

import dev.millrace.nn.Compile;
import dev.millrace.nn.DType;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// What each example of some data looks like.
///
/// @param dtype of every value of an input
/// @param shape of one input
/// @param scale factor that turns stored values of an input into what the model sees
/// @param targetDtype of every value of a target
/// @param targetShape of one target
/// @param classes how many there are, where a target is the number of one
/// @param weighted whether each example has a weight of its own
public record ExampleForm(
        DType dtype,
        Shape shape,
        float scale,
        DType targetDtype,
        Shape targetShape,
        OptionalInt classes,
        boolean weighted) {
    /// Bytes of one input.
    public int inputBytes() {
        return Math.multiplyExact(dtype.bytes(), shape.size());
    }

    /// Bytes of one target.
    public int targetBytes() {
        return Math.multiplyExact(targetDtype.bytes(), targetShape.size());
    }

    /// Refuses a model that does not take these inputs, or does not put out such targets.
    ///
    /// @param data whose form it is, for messages: `dataset 'houses.csv'`
    /// @throws DescriptionException saying what does not fit what
    public void check(String data, Sequential model, Compile compile) {
        checkInput(data, model);
        checkOutput(data, model, compile);
    }

    /// The same values in a row, or with one channel more or less, are the same inputs; nothing else is.
    ///
    /// @param data whose form it is, for messages: `dataset 'houses.csv'`
    /// @throws DescriptionException if the model takes others
    public void checkInput(String data, Sequential model) {
        List<Integer> given = shape.dims();
        List<Integer> taken = model.inputShape().dims();
        boolean fits = taken.equals(given)
                || taken.equals(List.of(shape.size()))
                || taken.equals(with1(given))
                || given.equals(with1(taken));
        if (!fits) {
            throw new DescriptionException("Layer '" + model.layers().getFirst().name() + "' takes inputs of shape "
                    + model.inputShape() + ", " + model.inputShape().size() + " values, but " + data + " gives shape "
                    + shape + ", " + shape.size() + " values. Set the model's input_shape to [" + shape.size() + "].");
        }
    }

    private static List<Integer> with1(List<Integer> dims) {
        List<Integer> more = new ArrayList<>(dims);
        more.add(1);
        return more;
    }

    private void checkOutput(String data, Sequential model, Compile compile) {
        String gives = "Layer '" + model.layers().getLast().name() + "' gives " + model.outputShape();
        if (classes.isPresent()) {
            int count = classes.getAsInt();
            int outputs = model.outputShape().size();
            boolean fits = outputs == count
                    || (outputs > count && compile.loss().takesClassNumbers())
                    || (outputs == 1 && count == 2);
            if (!fits) {
                throw new DescriptionException(gives + ", but " + data + " has " + count
                        + " classes. Give the last Dense layer " + count + " units.");
            }
            return;
        }
        if (compile.loss().takesClassNumbers()) {
            throw new DescriptionException("Loss 'sparse_categorical_crossentropy' wants class numbers, but the"
                    + " targets of " + data + " are values of shape " + targetShape
                    + ". Use 'mean_squared_error', or say that they are classes.");
        }
        if (!model.outputShape().equals(targetShape)) {
            throw new DescriptionException(gives + ", but the targets of " + data + " are of shape " + targetShape
                    + ". Give the last Dense layer " + targetShape.size() + " units.");
        }
    }
}
