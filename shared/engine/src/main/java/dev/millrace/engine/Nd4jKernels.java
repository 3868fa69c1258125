package dev.millrace.engine;

import dev.millrace.nn.Activation;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Optimizer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.indexaccum.custom.ArgMax;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.api.ops.impl.transforms.custom.EqualTo;
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
            Nd4jActivations.forward(this, chain, activation, rows, rows);
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
        Nd4jActivations.backward(this, chain, activation, Nd4jBuffer.rows(y), Nd4jBuffer.rows(dy));
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
        Nd4jActivations.forward(this, chain, activation, Nd4jBuffer.rows(x), Nd4jBuffer.rows(y));
        return chain;
    }

    @Override
    public Op activationGradient(Activation activation, Matrix y, Matrix dy) {
        var chain = new Nd4jChain();
        Nd4jActivations.backward(this, chain, activation, Nd4jBuffer.rows(y), Nd4jBuffer.rows(dy));
        return chain;
    }

    @Override
    public Op dropout(DropoutMask mask, Matrix x, Matrix y) {
        int size = x.buffer().size();
        Nd4jBuffer factors = Nd4jBuffer.of(scratch(size));
        FloatBuffer host = factors.host();
        INDArray rows = Nd4jBuffer.rows(new Matrix(factors, x.rows(), x.columns()));
        return new Nd4jChain()
                .then(() -> {
                    int first = mask.first();
                    int second = mask.second();
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
            case Metric.Accuracy m ->
                throw new IllegalArgumentException("Accuracy stands for another metric: resolve it first");
            case Metric.BinaryAccuracy m -> binaryAccuracy(p, y, vector(values));
            case Metric.CategoricalAccuracy m -> categoricalAccuracy(p, y, vector(values));
            case Metric.SparseCategoricalAccuracy m -> categoricalAccuracy(p, y, vector(values));
            case Metric.MeanAbsoluteError m ->
                loss(new Loss.MeanAbsoluteError(), false, predictions, targets, null, values, null);
            case Metric.MeanSquaredError m ->
                loss(new Loss.MeanSquaredError(), false, predictions, targets, null, values, null);
            case Metric.RootMeanSquaredError m ->
                loss(new Loss.MeanSquaredError(), false, predictions, targets, null, values, null);
            case Metric.R2Score m -> {
                int size = targets.buffer().size();
                INDArray errors = Nd4jBuffer.rows(new Matrix(values.slice(0, size), targets.rows(), targets.columns()));
                INDArray copy =
                        Nd4jBuffer.rows(new Matrix(values.slice(size, size), targets.rows(), targets.columns()));
                yield new Nd4jChain().subtract(y, p, errors).copy(y, copy);
            }
        };
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
    public Op update(Optimizer optimizer, Buffer weights, Buffer gradients, List<Buffer> slots, Buffer coefficients) {
        return new Nd4jOptimizers(
                        this,
                        vector(weights),
                        vector(gradients),
                        slots.stream().map(Nd4jKernels::vector).toList(),
                        ((Nd4jBuffer) coefficients).host())
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
