package dev.millrace.engine.kernel;

import dev.millrace.nn.Activation;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.Regularizer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A factory of bound operations, and the owner of their memory: every buffer allocated and every operation bound
/// here is valid until this is closed. Operations may use buffers of other open `Kernels` of the same set.
///
/// Binding happens once, when a program is planned; it is there that a kernel set chooses by shape. All matrices
/// are row-major, one example (or one position of one) per row. Unless said otherwise an operation overwrites its
/// last operand and reads the others, and no two operands overlap. Not thread-safe; same operations, same operands,
/// same number of threads: same bits.
public interface Kernels extends AutoCloseable {
    /// A buffer of `size` zeros.
    Buffer allocate(int size);

    /// Host values of any type times their scale, one for each value of `to`.
    Stage stage(Buffer to);

    /// Class numbers as rows of `to` that are 1 at the class and 0 elsewhere. The host values are one per row, within
    /// `[0, to.columns())`.
    Stage oneHot(Matrix to);

    /// `y = activation(x · kernel + bias)`.
    ///
    /// @param x `(rows, input_dim)`
    /// @param kernel `(input_dim, units)`
    /// @param bias `(units,)`, or none
    /// @param y `(rows, units)`
    Op dense(Matrix x, Matrix kernel, @Nullable Buffer bias, Activation activation, Matrix y);

    /// The gradients of `dense`. With `dz = dy * activation'`: `dKernel = x^T · dz`, `dBias = sum(dz)` over rows,
    /// `dx = dz · kernel^T`. Overwrites `dy`, and the three results that are there.
    ///
    /// @param activation what stands between `dz` and `dy`, one whose gradient follows from what comes out: `LINEAR`
    /// where `dy` already is the gradient with respect to what goes into the activation
    /// @param y as `dense` left it
    /// @param dy gradient of the loss with respect to `y`
    /// @param dBias none where there is no bias
    /// @param dx none where nothing below is trained
    Op denseGradient(
            Activation activation,
            Matrix x,
            Matrix kernel,
            Matrix y,
            Matrix dy,
            Matrix dKernel,
            @Nullable Buffer dBias,
            @Nullable Matrix dx);

    /// `y = activation(x)`.
    Op activation(Activation activation, Matrix x, Matrix y);

    /// The gradient with respect to what went into the activation, written over `dy`.
    ///
    /// @param x what went in; not read where [Activation#gradientFromOutput]
    /// @param y what came out
    Op activationGradient(Activation activation, Matrix x, Matrix y, Matrix dy);

    /// `y = x * mask`, of forward and of backward passes.
    ///
    /// @param mask what is kept of `x`, drawn anew for each step from its keys, which are step scalars
    /// @param y may be `x`
    Op dropout(DropoutMask mask, Matrix x, Matrix y);

    /// `y = x * scale + offset`, the product rounded before the sum.
    ///
    /// @param scale one factor for each column, as it is when this is bound
    /// @param offset likewise
    /// @param y may be `x`
    Op rescale(float[] scale, float[] offset, Matrix x, Matrix y);

    /// Convolutions and poolings.
    ImageKernels images();

    /// Normalisations.
    NormKernels norms();

    /// `y = maxValue` from there on, `x` from the threshold on, `slope * (x - threshold)` below.
    ///
    /// @param y may be `x`, where there is no gradient
    Op rectify(Rectifier rectifier, Matrix x, Matrix y);

    /// The gradient of `rectify`, written over `dy`.
    Op rectifyGradient(Rectifier rectifier, Matrix x, Matrix dy);

    /// Softmax along an axis that need not be the last: of `x`, `(outer, axis, inner)`.
    Op softmax(int outer, int axis, int inner, Buffer x, Buffer y);

    /// The gradient of `softmax`, written over `dy`.
    Op softmaxGradient(int outer, int axis, int inner, Buffer y, Buffer dy);

    /// Rows of a table: row `i` of `y` is the row `indices[i]` of `table`, or the nearest that there is.
    ///
    /// @param indices whole numbers, one for each row of `y`
    Op lookUp(Matrix table, Buffer indices, Matrix y);

    /// The gradient of `lookUp` with respect to the table: each row the sum of the rows of `dy` that were made of it.
    ///
    /// @param dTable overwritten
    Op lookUpGradient(Buffer indices, Matrix dy, Matrix dTable);

    /// What weights add to the loss: `l1 * sum(|w|) + l2 * sum(w^2)`.
    ///
    /// @param penalty overwritten; one value
    Op penalty(Regularizer regularizer, Buffer weights, Buffer penalty);

    /// Adds the gradient of `penalty` to `gradients`: `l1 * sign(w) + 2 * l2 * w`.
    Op penaltyGradient(Regularizer regularizer, Buffer weights, Buffer gradients);

    /// The loss of each row, and the gradient of their mean.
    ///
    /// @param fused whether `gradient` is with respect to what went into the activation that made the predictions
    /// (softmax before a categorical, sigmoid before a binary cross-entropy of probabilities): the exact `p - y`
    /// over rows, or over rows and columns
    /// @param predictions `(rows, columns)`
    /// @param targets `(rows, columns)`
    /// @param weights factors of the loss and of the gradient of each row; `(rows,)`, or none
    /// @param losses overwritten; `(rows,)`
    /// @param gradient overwritten; `(rows, columns)`, or none
    Op loss(
            Loss loss,
            boolean fused,
            Matrix predictions,
            Matrix targets,
            @Nullable Buffer weights,
            Buffer losses,
            @Nullable Matrix gradient);

    /// What the metric is a mean of, row by row: the share that counts as right, in `[0, 1]`, or a loss. Those that are
    /// no such mean are made of `pairs`.
    ///
    /// @param metric not one that stands for another: see `Metric.resolve`
    /// @param values overwritten; `(rows,)`
    Op metric(Metric metric, Matrix predictions, Matrix targets, Buffer values);

    /// Copies of the predictions, then of the targets, for metrics that the host adds up.
    ///
    /// @param values overwritten; `(2, rows, columns)`
    Op pairs(Matrix predictions, Matrix targets, Buffer values);

    /// Changes gradients before an update. Whole buffers, in which each variable begins at a multiple of 64 bytes, and
    /// what lies between is zero and stays so.
    ///
    /// @param gradients overwritten, unless they are only accumulated
    /// @param variables the part of `gradients` that each variable has
    Op transform(GradientTransform transform, Buffer gradients, List<Buffer> variables);

    /// A step of the moving average of the weights: `a = m * a + (1 - m) * w`, and where that is due `w = a`.
    ///
    /// @param average laid out like `weights`
    /// @param scalars `m`, and whether the average becomes the weights; see [Scalars]
    Op movingAverage(Buffer weights, Buffer average, Buffer scalars);

    /// One update of all weights: where they decay, `w -= w * decay * lr`, then the optimizer's formula. Overwrites
    /// `weights` and `slots`; reads `gradients` and `scalars`. Each
    /// variable begins at a multiple of 64 bytes, and what lies between is zero and stays so.
    ///
    /// @param optimizer what it is and all of its constants but the learning rate; of its options the decay alone
    /// @param weights every weight of the model, one variable after another
    /// @param gradients laid out like `weights`; undefined afterwards, where a sequence ran this
    /// @param slots laid out like `weights`, one buffer per kind, in the order in which the kinds first come in
    /// `Optimizer.ownSlots`
    /// @param scalars what changes from step to step; see [Scalars]
    Op update(Optimizer optimizer, Buffer weights, Buffer gradients, List<Buffer> slots, Buffer scalars);

    /// The way of what each step leaves in `values` to the host.
    ///
    /// @param <T> what the values are added to
    default <T> Readout<T> readout(Buffer values, Readout.Reader<T> reader) {
        return Readout.direct(values, reader);
    }

    /// The operations in this order as one; a kernel set may fuse neighbours or capture the whole. Gradients that an
    /// update in it reads and nothing else in it does need not be written; nor need the results of a convolution and
    /// their gradient, where its pooling and the gradients of both are in it too: nobody else may read them.
    Op sequence(List<Op> ops);

    /// Frees every buffer.
    @Override
    void close();
}
