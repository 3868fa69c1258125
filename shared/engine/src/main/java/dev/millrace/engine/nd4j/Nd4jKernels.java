package dev.millrace.engine.nd4j;

import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.DropoutMask;
import dev.millrace.engine.kernel.GradientTransform;
import dev.millrace.engine.kernel.ImageKernels;
import dev.millrace.engine.kernel.Kernels;
import dev.millrace.engine.kernel.Matrix;
import dev.millrace.engine.kernel.NormKernels;
import dev.millrace.engine.kernel.Op;
import dev.millrace.engine.kernel.Rectifier;
import dev.millrace.engine.kernel.Stage;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.Regularizer;
import dev.millrace.nn.loss.MeanSquaredError;
import dev.millrace.nn.metric.BinaryAccuracy;
import dev.millrace.nn.metric.CategoricalAccuracy;
import dev.millrace.nn.metric.LossMetric;
import dev.millrace.nn.metric.RootMeanSquaredError;
import dev.millrace.nn.metric.SparseCategoricalAccuracy;
import dev.millrace.nn.metric.SparseTopKCategoricalAccuracy;
import dev.millrace.nn.metric.TopKCategoricalAccuracy;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.indexaccum.custom.ArgMax;
import org.nd4j.linalg.api.ops.impl.reduce.same.Max;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.api.ops.impl.transforms.custom.EqualTo;
import org.nd4j.linalg.api.ops.impl.transforms.same.OneMinus;
import org.nd4j.linalg.factory.Nd4j;

/// The reference kernels: ND4J operations with results allocated beforehand. Owns every array it creates.
final class Nd4jKernels implements Kernels {
    private final List<INDArray> owned = new ArrayList<>();

    @Override
    public Buffer allocate(int size) {
        return Nd4jBuffer.of(scratch(size));
    }

    /// An array of zeros that lives as long as this.
    INDArray scratch(long... shape) {
        return scratch(DataType.FLOAT, shape);
    }

    private INDArray scratch(DataType type, long... shape) {
        INDArray array = Nd4j.create(type, shape);
        owned.add(array);
        return array;
    }

    @Override
    public Stage stage(Buffer to) {
        return Nd4jStages.values(((Nd4jBuffer) to).host());
    }

    @Override
    public Stage oneHot(Matrix to) {
        return Nd4jStages.oneHot(to.rows(), to.columns(), ((Nd4jBuffer) to.buffer()).host());
    }

    @Override
    public Op dense(Matrix x, Matrix kernel, @Nullable Buffer bias, Activation activation, Matrix y) {
        INDArray rows = Nd4jBuffer.rows(y);
        // y^T = kernel^T · x^T
        var chain = new Nd4jChain()
                .product(
                        Nd4jBuffer.transposed(kernel),
                        false,
                        Nd4jBuffer.transposed(x),
                        false,
                        Nd4jBuffer.transposed(y));
        if (bias != null) {
            chain.add(rows, vector(bias).reshape(1, bias.size()), rows);
        }
        if (activation != Activation.LINEAR) {
            new Nd4jActivations(this, chain).forward(activation, rows, rows);
        }
        return chain;
    }

    @Override
    public Op denseGradient(
            Activation activation,
            Matrix x,
            Matrix kernel,
            Matrix y,
            Matrix dy,
            Matrix dKernel,
            @Nullable Buffer dBias,
            @Nullable Matrix dx) {
        var chain = new Nd4jChain();
        Nd4jActivationGradients.backward(this, chain, activation, Nd4jBuffer.rows(y), Nd4jBuffer.rows(dy));
        INDArray dz = Nd4jBuffer.transposed(dy);
        // dKernel^T = dz^T · x
        chain.product(dz, false, Nd4jBuffer.transposed(x), true, Nd4jBuffer.transposed(dKernel));
        if (dBias != null) {
            // dBias = dz^T · 1
            INDArray ones = scratch(dy.rows(), 1).assign(1);
            chain.product(
                    dz,
                    false,
                    ones.reshape('f', dy.rows(), 1),
                    false,
                    Nd4jBuffer.transposed(new Matrix(dBias, 1, dBias.size())));
        }
        if (dx != null) {
            // dx^T = kernel · dz^T
            chain.product(Nd4jBuffer.transposed(kernel), true, dz, false, Nd4jBuffer.transposed(dx));
        }
        return chain;
    }

    @Override
    public Op activation(Activation activation, Matrix x, Matrix y) {
        var chain = new Nd4jChain();
        new Nd4jActivations(this, chain).forward(activation, Nd4jBuffer.rows(x), Nd4jBuffer.rows(y));
        return chain;
    }

    @Override
    public Op activationGradient(Activation activation, Matrix x, Matrix y, Matrix dy) {
        var chain = new Nd4jChain();
        INDArray from = Nd4jBuffer.rows(activation.gradientFromOutput() ? y : x);
        Nd4jActivationGradients.backward(this, chain, activation, from, Nd4jBuffer.rows(dy));
        return chain;
    }

    @Override
    public Op dropout(DropoutMask mask, Matrix x, Matrix y) {
        int size = x.buffer().size();
        Nd4jBuffer factors = Nd4jBuffer.of(scratch(size));
        FloatBuffer host = factors.host();
        FloatBuffer keys = Nd4jLoops.host(mask.keys());
        INDArray rows = Nd4jBuffer.rows(new Matrix(factors, x.rows(), x.columns()));
        return new Nd4jChain()
                .then(() -> {
                    int first = DropoutMask.key(keys.get(0), keys.get(1));
                    int second = DropoutMask.key(keys.get(2), keys.get(3));
                    for (int i = 0; i < size; i++) {
                        host.put(i, mask.factor(i, first, second));
                    }
                })
                .multiply(Nd4jBuffer.rows(x), rows, Nd4jBuffer.rows(y));
    }

    @Override
    public Op rescale(float[] scale, float[] offset, Matrix x, Matrix y) {
        INDArray rows = Nd4jBuffer.rows(y);
        return new Nd4jChain().multiply(Nd4jBuffer.rows(x), row(scale), rows).add(rows, row(offset), rows);
    }

    private INDArray row(float... values) {
        Nd4jBuffer row = Nd4jBuffer.of(scratch(values.length));
        row.upload(FloatBuffer.wrap(values));
        return row.vector().reshape(1, values.length);
    }

    @Override
    public ImageKernels images() {
        return new Nd4jImages(this);
    }

    @Override
    public NormKernels norms() {
        return new Nd4jNorms();
    }

    @Override
    public Op rectify(Rectifier rectifier, Matrix x, Matrix y) {
        return Nd4jLoops.rectify(rectifier, x.buffer(), y.buffer());
    }

    @Override
    public Op rectifyGradient(Rectifier rectifier, Matrix x, Matrix dy) {
        return Nd4jLoops.rectifyGradient(rectifier, x.buffer(), dy.buffer());
    }

    @Override
    public Op softmax(int outer, int axis, int inner, Buffer x, Buffer y) {
        return Nd4jLoops.softmax(outer, axis, inner, x, y);
    }

    @Override
    public Op softmaxGradient(int outer, int axis, int inner, Buffer y, Buffer dy) {
        return Nd4jLoops.softmaxGradient(outer, axis, inner, y, dy);
    }

    @Override
    public Op lookUp(Matrix table, Buffer indices, Matrix y) {
        return Nd4jLoops.lookUp(table, indices, y);
    }

    @Override
    public Op lookUpGradient(Buffer indices, Matrix dy, Matrix dTable) {
        return Nd4jLoops.lookUpGradient(indices, dy, dTable);
    }

    @Override
    public Op penalty(Regularizer regularizer, Buffer weights, Buffer penalty) {
        return Nd4jLoops.penalty(regularizer, weights, penalty);
    }

    @Override
    public Op penaltyGradient(Regularizer regularizer, Buffer weights, Buffer gradients) {
        return Nd4jLoops.penaltyGradient(regularizer, weights, gradients);
    }

    @Override
    public Op loss(
            Loss loss,
            boolean fused,
            Matrix predictions,
            Matrix targets,
            @Nullable Buffer weights,
            Buffer losses,
            @Nullable Matrix gradient) {
        var bound = new Nd4jLosses(
                this,
                fused,
                Nd4jBuffer.rows(predictions),
                Nd4jBuffer.rows(targets),
                vector(losses),
                gradient == null ? null : Nd4jBuffer.rows(gradient));
        return weights == null ? bound.bind(loss) : bound.bind(loss, vector(weights));
    }

    @Override
    public Op metric(Metric metric, Matrix predictions, Matrix targets, Buffer values) {
        INDArray p = Nd4jBuffer.rows(predictions);
        INDArray y = Nd4jBuffer.rows(targets);
        return switch (metric) {
            case BinaryAccuracy m -> binaryAccuracy(p, y, vector(values));
            case CategoricalAccuracy m -> categoricalAccuracy(p, y, vector(values));
            case SparseCategoricalAccuracy m -> categoricalAccuracy(p, y, vector(values));
            case TopKCategoricalAccuracy m -> top(m.k(), p, y, vector(values));
            case SparseTopKCategoricalAccuracy m -> top(m.k(), p, y, vector(values));
            case RootMeanSquaredError m ->
                loss(new MeanSquaredError(), false, predictions, targets, null, values, null);
            case LossMetric m -> loss(m.loss(), false, predictions, targets, null, values, null);
            default -> throw new IllegalArgumentException("No kernel is registered for " + metric);
        };
    }

    @Override
    public Op pairs(Matrix predictions, Matrix targets, Buffer values) {
        int size = targets.buffer().size();
        return new Nd4jChain()
                .copy(vector(predictions.buffer()), vector(values.slice(0, size)))
                .copy(vector(targets.buffer()), vector(values.slice(size, size)));
    }

    /// 1 where fewer than `k` predictions are above the one at the target, which is the largest of its row.
    private Op top(int k, INDArray p, INDArray y, INDArray result) {
        INDArray right = scratch(p.shape());
        INDArray largest = scratch(p.size(0));
        INDArray above = scratch(p.shape());
        return new Nd4jChain()
                .then(new Max(y, null, largest, 1))
                .subtract(y, largest.reshape(p.size(0), 1), right)
                .then(new Step(right, right, -Float.MIN_NORMAL))
                .multiply(right, p, right)
                .sumRows(right, largest)
                .subtract(p, largest.reshape(p.size(0), 1), above)
                .then(new Step(above, above, 0))
                .sumRows(above, result)
                .then(new Step(result, result, k - 0.5))
                .then(new OneMinus(result, result));
    }

    private Op binaryAccuracy(INDArray p, INDArray y, INDArray result) {
        INDArray equal = scratch(DataType.BOOL, p.shape());
        INDArray t = scratch(p.shape());
        return new Nd4jChain()
                .then(new Step(p, t, 0.5))
                .then(new EqualTo(t, y, equal))
                .then(() -> t.assign(equal))
                .sumRows(t, result)
                .multiply(result, 1.0 / p.size(1), result);
    }

    private Op categoricalAccuracy(INDArray p, INDArray y, INDArray result) {
        INDArray predicted = scratch(DataType.INT64, p.size(0));
        INDArray wanted = scratch(DataType.INT64, p.size(0));
        INDArray equal = scratch(DataType.BOOL, p.size(0));
        return new Nd4jChain()
                .then(new ArgMax(new INDArray[] {p}, new INDArray[] {predicted}, false, 1))
                .then(new ArgMax(new INDArray[] {y}, new INDArray[] {wanted}, false, 1))
                .then(new EqualTo(predicted, wanted, equal))
                .then(() -> result.assign(equal));
    }

    @Override
    public Op transform(GradientTransform transform, Buffer gradients, List<Buffer> variables) {
        return Nd4jTransforms.of(transform, gradients, variables);
    }

    @Override
    public Op movingAverage(Buffer weights, Buffer average, Buffer scalars) {
        return Nd4jTransforms.movingAverage(weights, average, scalars);
    }

    @Override
    public Op update(Optimizer optimizer, Buffer weights, Buffer gradients, List<Buffer> slots, Buffer scalars) {
        return new Nd4jOptimizers(
                        this,
                        vector(weights),
                        vector(gradients),
                        slots.stream().map(Nd4jKernels::vector).toList(),
                        Nd4jLoops.host(scalars))
                .bind(optimizer);
    }

    @Override
    public Op sequence(List<Op> ops) {
        List<Op> inOrder = List.copyOf(ops);
        return () -> inOrder.forEach(Op::run);
    }

    @Override
    public void close() {
        owned.forEach(INDArray::close);
        owned.clear();
    }

    private static INDArray vector(Buffer buffer) {
        return ((Nd4jBuffer) buffer).vector();
    }
}
