package dev.millrace.engine.data;

import dev.millrace.nn.DType;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/// Examples of arrays in memory, read where they lie.
///
/// @param weights one `F32` each, if they have some
public record ArrayExamples(Rows x, Rows y, Optional<Tensor> weights) implements BatchSource {
    public ArrayExamples(Samples samples) {
        this(
                new Rows(samples.x()),
                new Rows(samples.y()),
                samples.sampleWeight().map(ArrayExamples::floats));
    }

    /// A copy.
    private static Tensor floats(INDArray weights) {
        float[] values =
                weights.reshape(weights.length()).castTo(DataType.FLOAT).toFloatVector();
        return Tensor.of(Shape.of(), values);
    }

    @Override
    public int size() {
        return x.size();
    }

    @Override
    public ArrayExamples weighted(Fit fit) {
        if (fit.classWeight().isEmpty()) {
            return this;
        }
        if (weights.isPresent()) {
            throw new DescriptionException("You cannot give 'class_weight' and 'sample_weight' at the same time, as in"
                    + " Keras. Leave one out. Received: class_weight=" + fit.classWeight() + " and "
                    + weights.get().size() + " sample weights");
        }
        Tensor targets = y.slice(0, size());
        Shape shape = targets.shape();
        if (shape.rank() > 1) {
            throw new DescriptionException("'class_weight' wants one class for each example: class numbers, or a value"
                    + " for each class. Received: targets of shape " + shape + ". Use 'sample_weight' instead.");
        }
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(size(), Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        double[] target = new double[shape.size()];
        for (int example = 0; example < size(); example++) {
            for (int i = 0; i < target.length; i++) {
                target[i] = targets.value(example, i);
            }
            bytes.putFloat(fit.weightOf(target));
        }
        return new ArrayExamples(x, y, Optional.of(new Tensor(DType.F32, Shape.of(), bytes.flip())));
    }

    @Override
    public Batch slice(int from, int to) {
        return new Batch(to - from, x.slice(from, to), y.slice(from, to), weights.map(w -> w.slice(from, to)));
    }

    @Override
    public Batch pick(int[] order, int from, int to) {
        return new Batch(
                to - from, x.pick(order, from, to), y.pick(order, from, to), weights.map(w -> w.pick(order, from, to)));
    }
}
