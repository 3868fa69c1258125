package dev.millrace.engine;

import dev.millrace.nn.Activation;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Optimizer;
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
    /// @param activation what stands between `dz` and `dy`: `LINEAR` where `dy` already is the gradient with
    /// respect to what goes into the activation
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

    /// The gradient with respect to what went into the activation, written over `dy`, from what came out of it.
    Op activationGradient(Activation activation, Matrix y, Matrix dy);

    /// `y = x * mask`, of forward and of backward passes.
    ///
    /// @param mask what is kept of `x`, drawn anew for each step
    /// @param y may be `x`
    Op dropout(DropoutMask mask, Matrix x, Matrix y);

    /// `y = x * scale + offset`, the product rounded before the sum.
    ///
    /// @param scale one factor for each column, as it is when this is bound
    /// @param offset likewise
    /// @param y may be `x`
    Op rescale(float[] scale, float[] offset, Matrix x, Matrix y);

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

    /// What the metric is made of, row by row: the share that counts as right, in `[0, 1]`, or the mean error.
    ///
    /// @param metric not `Accuracy`, but what it stands for
    /// @param values overwritten; `(rows,)`. Of `R2Score` `(2, rows, columns)`: the errors `y - p`, then the targets
    Op metric(Metric metric, Matrix predictions, Matrix targets, Buffer values);

    /// One update of all weights. Overwrites `weights` and `slots`; reads `gradients` and `coefficients`. Each
    /// variable begins at a multiple of 64 bytes, and what lies between is zero and stays so.
    ///
    /// @param optimizer what it is and all of its constants but the learning rate
    /// @param weights every weight of the model, one variable after another
    /// @param gradients laid out like `weights`; undefined afterwards, where a sequence ran this
    /// @param slots laid out like `weights`, one buffer per kind, in the order in which the kinds first come in
    /// `Optimizer.slots`
    /// @param coefficients what changes from step to step; see `Coefficients`
    Op update(Optimizer optimizer, Buffer weights, Buffer gradients, List<Buffer> slots, Buffer coefficients);

    /// The operations in this order as one; a kernel set may fuse neighbours or capture the whole. Where an update
    /// comes last, its gradients are for it alone: they need not be written.
    Op sequence(List<Op> ops);

    /// Frees every buffer.
    @Override
    void close();
}
