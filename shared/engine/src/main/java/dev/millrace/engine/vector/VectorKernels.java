package dev.millrace.engine.vector;

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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Kernels on the Vector API. Buffers are arrays on the heap, so that closing has nothing to free but the helping
/// threads.
final class VectorKernels implements Kernels {
    /// Activations that leave zeros behind, worth looking for.
    static final Set<Activation> SPARSE = EnumSet.of(
            Activation.RELU,
            Activation.RELU6,
            Activation.HARD_SIGMOID,
            Activation.SPARSE_SIGMOID,
            Activation.SPARSE_PLUS,
            Activation.HARD_SHRINK,
            Activation.SOFT_SHRINK);

    private final Workers workers;
    private final Runnable release;

    /// Arrays with the outputs of layers that are hardly ever zero.
    private final Set<float[]> dense = Collections.newSetFromMap(new IdentityHashMap<>());

    private final Map<Matrix, Zeros> zeros = new HashMap<>();
    private boolean closed;

    /// @param release called once, when this is closed
    VectorKernels(Workers workers, Runnable release) {
        this.workers = workers;
        this.release = release;
    }

    @Override
    public Buffer allocate(int size) {
        return VectorBuffer.allocate(size);
    }

    @Override
    public Stage stage(Buffer to) {
        return new InputStage(workers, VectorBuffer.of(to));
    }

    @Override
    public Stage oneHot(Matrix to) {
        VectorBuffer rows = VectorBuffer.of(to);
        int columns = to.columns();
        return classes -> {
            Arrays.fill(rows.array(), rows.offset(), rows.offset() + rows.size(), 0);
            for (int row = 0; row < classes.size(); row++) {
                rows.array()[rows.offset() + row * columns + (int) classes.value(row, 0)] = 1;
            }
        };
    }

    @Override
    public Op dense(Matrix x, Matrix kernel, @Nullable Buffer bias, Activation activation, Matrix y) {
        var shape = new DenseShape(x.rows(), kernel.rows(), kernel.columns());
        List<Phase> phases = new ArrayList<>();
        Zeros picked = dense.contains(VectorBuffer.of(x).array())
                ? null
                : zeros.computeIfAbsent(x, m -> Zeros.of(shape, VectorBuffer.of(m)));
        if (picked != null) {
            phases.add(picked);
        }
        VectorBuffer in = VectorBuffer.of(x);
        VectorBuffer weights = VectorBuffer.of(kernel);
        VectorBuffer added = bias == null ? null : VectorBuffer.of(bias);
        VectorBuffer out = VectorBuffer.of(y);
        if (shape.small()) {
            phases.addAll(
                    new SmallForward(shape, in, weights, added, activation, out, picked, workers.lanes()).phases());
        } else {
            phases.add(new Forward(shape, in, weights, added, activation, out, picked, workers.lanes()));
        }
        if (activation.alongRows()) {
            phases.add(alongRows(activation, y, y));
        }
        note(activation, y.buffer());
        return Plan.of(workers, phases, in, weights, added, out);
    }

    private void note(Activation activation, Buffer y) {
        if (!SPARSE.contains(activation)) {
            dense.add(VectorBuffer.of(y).array());
        }
    }

    private static Phase alongRows(Activation activation, Matrix x, Matrix y) {
        VectorBuffer from = VectorBuffer.of(x);
        VectorBuffer to = VectorBuffer.of(y);
        int columns = x.columns();
        return new Rows(x.rows(), columns * 2.0, (first, end) -> {
            for (int row = first; row < end; row++) {
                int at = row * columns;
                Softmax.forward(activation, from.array(), from.offset() + at, to.array(), to.offset() + at, columns);
            }
        });
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
        return new Backward(
                workers,
                activation,
                x,
                kernel,
                y,
                dy,
                dKernel,
                dBias == null ? null : VectorBuffer.of(dBias),
                dx,
                zeros.get(x));
    }

    @Override
    public Op activation(Activation activation, Matrix x, Matrix y) {
        note(activation, y.buffer());
        if (activation.alongRows()) {
            return Plan.of(workers, List.of(alongRows(activation, x, y)), x.buffer(), y.buffer());
        }
        VectorBuffer from = VectorBuffer.of(x);
        VectorBuffer to = VectorBuffer.of(y);
        int columns = x.columns();
        return Plan.of(
                workers,
                List.of(new Rows(
                        x.rows(),
                        columns,
                        (first, end) -> Activations.forward(
                                activation,
                                from.array(),
                                from.offset() + first * columns,
                                to.array(),
                                to.offset() + first * columns,
                                (end - first) * columns))),
                x.buffer(),
                y.buffer());
    }

    @Override
    public Op activationGradient(Activation activation, Matrix x, Matrix y, Matrix dy) {
        VectorBuffer from = VectorBuffer.of(activation.gradientFromOutput() ? y : x);
        return Plan.of(
                workers,
                List.of(Backward.activationGradient(activation, from, VectorBuffer.of(dy), y.rows(), y.columns())),
                from,
                dy.buffer());
    }

    @Override
    public Op dropout(DropoutMask mask, Matrix x, Matrix y) {
        VectorBuffer from = VectorBuffer.of(x);
        VectorBuffer to = VectorBuffer.of(y);
        int columns = x.columns();
        return Plan.of(
                workers,
                List.of(new Rows(
                        x.rows(),
                        columns,
                        (first, end) -> DropoutKernel.apply(mask, from, to, first * columns, (end - first) * columns))),
                mask.keys(),
                x.buffer(),
                y.buffer());
    }

    @Override
    public Op rescale(float[] scale, float[] offset, Matrix x, Matrix y) {
        VectorBuffer from = VectorBuffer.of(x);
        VectorBuffer to = VectorBuffer.of(y);
        int columns = x.columns();
        var bound = new Rescale(scale, offset);
        // Zeros stay zeros where nothing is added.
        if (bound.moves() || dense.contains(from.array())) {
            dense.add(to.array());
        }
        return Plan.of(
                workers,
                List.of(new Rows(
                        x.rows(),
                        columns * 0.5,
                        (first, end) -> bound.apply(from, to, first * columns, (end - first) * columns))),
                x.buffer(),
                y.buffer());
    }

    @Override
    public ImageKernels images() {
        return new VectorImages(workers, dense);
    }

    @Override
    public NormKernels norms() {
        return new Norms(workers);
    }

    @Override
    public Op rectify(Rectifier rectifier, Matrix x, Matrix y) {
        return new Loops(workers).rectify(rectifier, VectorBuffer.of(x), VectorBuffer.of(y));
    }

    @Override
    public Op rectifyGradient(Rectifier rectifier, Matrix x, Matrix dy) {
        return new Loops(workers).rectifyGradient(rectifier, VectorBuffer.of(x), VectorBuffer.of(dy));
    }

    @Override
    public Op softmax(int outer, int axis, int inner, Buffer x, Buffer y) {
        return new Loops(workers).softmax(outer, axis, inner, VectorBuffer.of(x), VectorBuffer.of(y));
    }

    @Override
    public Op softmaxGradient(int outer, int axis, int inner, Buffer y, Buffer dy) {
        return new Loops(workers).softmaxGradient(outer, axis, inner, VectorBuffer.of(y), VectorBuffer.of(dy));
    }

    @Override
    public Op lookUp(Matrix table, Buffer indices, Matrix y) {
        return new Loops(workers).lookUp(table, VectorBuffer.of(indices), VectorBuffer.of(y));
    }

    @Override
    public Op lookUpGradient(Buffer indices, Matrix dy, Matrix dTable) {
        return new Loops(workers).lookUpGradient(VectorBuffer.of(indices), VectorBuffer.of(dy), dTable);
    }

    @Override
    public Op penalty(Regularizer regularizer, Buffer weights, Buffer penalty) {
        return new Loops(workers).penalty(regularizer, VectorBuffer.of(weights), VectorBuffer.of(penalty));
    }

    @Override
    public Op penaltyGradient(Regularizer regularizer, Buffer weights, Buffer gradients) {
        return new Loops(workers).penaltyGradient(regularizer, VectorBuffer.of(weights), VectorBuffer.of(gradients));
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
        var operands = new LossOperands(
                fused,
                predictions.rows(),
                predictions.columns(),
                VectorBuffer.of(predictions),
                VectorBuffer.of(targets),
                gradient != null,
                VectorBuffer.of(gradient == null ? predictions : gradient));
        RowLoss of = VectorLosses.of(loss, operands);
        VectorBuffer to = VectorBuffer.of(losses);
        VectorBuffer factors = weights == null ? null : VectorBuffer.of(weights);
        List<Phase> phases = new ArrayList<>();
        Runnable first = of.first();
        if (first != null) {
            phases.add(Phase.alone(first));
        }
        phases.add(rows(predictions, weights == null ? 3 : 4, (from, end) -> {
            for (int row = from; row < end; row++) {
                to.array()[to.offset() + row] = of.row(row);
                if (factors != null) {
                    operands.weigh(row, factors.array()[factors.offset() + row], to);
                }
            }
        }));
        return Plan.of(
                workers,
                phases,
                predictions.buffer(),
                targets.buffer(),
                weights,
                losses,
                gradient == null ? null : gradient.buffer());
    }

    /// @param nanos that a value of a row takes
    private static Rows rows(Matrix rows, double nanos, Rows.Work work) {
        return new Rows(rows.rows(), rows.columns() * nanos, work);
    }

    @Override
    public Op metric(Metric metric, Matrix predictions, Matrix targets, Buffer values) {
        var of = new Accuracies(predictions.columns(), VectorBuffer.of(predictions), VectorBuffer.of(targets));
        return switch (metric) {
            case BinaryAccuracy m -> ofRows(predictions, targets, of::binary, values);
            case CategoricalAccuracy m -> ofRows(predictions, targets, of::categorical, values);
            case SparseCategoricalAccuracy m -> ofRows(predictions, targets, of::categorical, values);
            case TopKCategoricalAccuracy m -> ofRows(predictions, targets, row -> of.top(row, m.k()), values);
            case SparseTopKCategoricalAccuracy m -> ofRows(predictions, targets, row -> of.top(row, m.k()), values);
            case RootMeanSquaredError m ->
                loss(new MeanSquaredError(), false, predictions, targets, null, values, null);
            case LossMetric m -> loss(m.loss(), false, predictions, targets, null, values, null);
            default -> throw new IllegalArgumentException("No kernel is registered for " + metric);
        };
    }

    /// A value of each row.
    private Op ofRows(Matrix predictions, Matrix targets, RowLoss each, Buffer values) {
        VectorBuffer to = VectorBuffer.of(values);
        Rows rows = rows(predictions, 2, (first, end) -> {
            for (int row = first; row < end; row++) {
                to.array()[to.offset() + row] = each.row(row);
            }
        });
        return Plan.of(workers, List.of(rows), predictions.buffer(), targets.buffer(), values);
    }

    @Override
    public Op pairs(Matrix predictions, Matrix targets, Buffer values) {
        VectorBuffer p = VectorBuffer.of(predictions);
        VectorBuffer y = VectorBuffer.of(targets);
        VectorBuffer to = VectorBuffer.of(values);
        int columns = targets.columns();
        Rows rows = rows(targets, 1, (first, end) -> {
            int from = first * columns;
            int count = (end - first) * columns;
            System.arraycopy(p.array(), p.offset() + from, to.array(), to.offset() + from, count);
            System.arraycopy(y.array(), y.offset() + from, to.array(), to.offset() + p.size() + from, count);
        });
        return Plan.of(workers, List.of(rows), p, y, to);
    }

    @Override
    public Op transform(GradientTransform transform, Buffer gradients, List<Buffer> variables) {
        return Transforms.of(workers, transform, VectorBuffer.of(gradients), all(variables));
    }

    @Override
    public Op movingAverage(Buffer weights, Buffer average, Buffer scalars) {
        return Transforms.movingAverage(workers, VectorBuffer.of(weights), VectorBuffer.of(average), scalars);
    }

    @Override
    public Op update(Optimizer optimizer, Buffer weights, Buffer gradients, List<Buffer> slots, Buffer scalars) {
        return Update.of(workers, optimizer, all(List.of(weights, gradients, scalars)), all(slots));
    }

    private static List<VectorBuffer> all(List<Buffer> buffers) {
        return buffers.stream().map(VectorBuffer::of).toList();
    }

    @Override
    public Op sequence(List<Op> ops) {
        return new Sequence(workers, ops);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            release.run();
        }
    }
}
