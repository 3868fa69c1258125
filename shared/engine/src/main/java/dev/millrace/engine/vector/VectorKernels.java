package dev.millrace.engine.vector;

import dev.millrace.engine.Buffer;
import dev.millrace.engine.DropoutMask;
import dev.millrace.engine.Kernels;
import dev.millrace.engine.Matrix;
import dev.millrace.engine.Op;
import dev.millrace.engine.Stage;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Optimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Kernels on the Vector API. Buffers are arrays on the heap, so that closing has nothing to free but the helping
/// threads.
final class VectorKernels implements Kernels {
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
        return new Values(workers, VectorBuffer.of(to));
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
        if (activation == Activation.SOFTMAX) {
            phases.add(softmax(y, y));
        }
        note(activation, y);
        return new Plan(workers, true, phases);
    }

    private void note(Activation activation, Matrix y) {
        if (activation != Activation.RELU && activation != Activation.HARD_SIGMOID) {
            dense.add(VectorBuffer.of(y).array());
        }
    }

    private static Phase softmax(Matrix x, Matrix y) {
        VectorBuffer from = VectorBuffer.of(x);
        VectorBuffer to = VectorBuffer.of(y);
        int columns = x.columns();
        return new Rows(x.rows(), columns * 2.0, (first, end) -> {
            for (int row = first; row < end; row++) {
                int at = row * columns;
                Softmax.forward(from.array(), from.offset() + at, to.array(), to.offset() + at, columns);
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
        note(activation, y);
        if (activation == Activation.SOFTMAX) {
            return new Plan(workers, false, List.of(softmax(x, y)));
        }
        VectorBuffer from = VectorBuffer.of(x);
        VectorBuffer to = VectorBuffer.of(y);
        int columns = x.columns();
        return new Plan(
                workers,
                false,
                List.of(new Rows(
                        x.rows(),
                        columns,
                        (first, end) -> Activations.forward(
                                activation,
                                from.array(),
                                from.offset() + first * columns,
                                to.array(),
                                to.offset() + first * columns,
                                (end - first) * columns))));
    }

    @Override
    public Op activationGradient(Activation activation, Matrix y, Matrix dy) {
        return new Plan(
                workers,
                false,
                List.of(Backward.activationGradient(
                        activation, VectorBuffer.of(y), VectorBuffer.of(dy), y.rows(), y.columns())));
    }

    @Override
    public Op dropout(DropoutMask mask, Matrix x, Matrix y) {
        VectorBuffer from = VectorBuffer.of(x);
        VectorBuffer to = VectorBuffer.of(y);
        int columns = x.columns();
        return new Plan(
                workers,
                false,
                List.of(new Rows(
                        x.rows(),
                        columns,
                        (first, end) -> Dropping.apply(mask, from, to, first * columns, (end - first) * columns))));
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
        return new Plan(
                workers,
                false,
                List.of(new Rows(
                        x.rows(),
                        columns * 0.5,
                        (first, end) -> bound.apply(from, to, first * columns, (end - first) * columns))));
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
        var of = new Losses(
                loss,
                fused,
                predictions.rows(),
                predictions.columns(),
                VectorBuffer.of(predictions),
                VectorBuffer.of(targets),
                gradient != null,
                VectorBuffer.of(gradient == null ? predictions : gradient));
        VectorBuffer to = VectorBuffer.of(losses);
        if (weights == null) {
            return ofRows(predictions, 3, (first, end) -> {
                for (int row = first; row < end; row++) {
                    to.array()[to.offset() + row] = of.row(row);
                }
            });
        }
        VectorBuffer factors = VectorBuffer.of(weights);
        return ofRows(predictions, 4, (first, end) -> {
            for (int row = first; row < end; row++) {
                to.array()[to.offset() + row] = of.row(row, factors.array()[factors.offset() + row]);
            }
        });
    }

    /// @param nanos that a value of a row takes
    private Op ofRows(Matrix rows, double nanos, Rows.Work work) {
        return new Plan(workers, false, List.of(new Rows(rows.rows(), rows.columns() * nanos, work)));
    }

    @Override
    public Op metric(Metric metric, Matrix predictions, Matrix targets, Buffer values) {
        return switch (metric) {
            case Metric.Accuracy m ->
                throw new IllegalArgumentException("Accuracy stands for another metric: resolve it first");
            case Metric.BinaryAccuracy m -> binaryAccuracy(predictions, targets, VectorBuffer.of(values));
            case Metric.CategoricalAccuracy m -> categoricalAccuracy(predictions, targets, VectorBuffer.of(values));
            case Metric.SparseCategoricalAccuracy m ->
                categoricalAccuracy(predictions, targets, VectorBuffer.of(values));
            case Metric.MeanAbsoluteError m ->
                loss(new Loss.MeanAbsoluteError(), false, predictions, targets, null, values, null);
            case Metric.MeanSquaredError m ->
                loss(new Loss.MeanSquaredError(), false, predictions, targets, null, values, null);
            case Metric.RootMeanSquaredError m ->
                loss(new Loss.MeanSquaredError(), false, predictions, targets, null, values, null);
            case Metric.R2Score m -> errorsAndTargets(predictions, targets, VectorBuffer.of(values));
        };
    }

    private Op binaryAccuracy(Matrix predictions, Matrix targets, VectorBuffer to) {
        var of = new Accuracies(predictions.columns(), VectorBuffer.of(predictions), VectorBuffer.of(targets));
        return ofRows(predictions, 2, (first, end) -> {
            for (int row = first; row < end; row++) {
                to.array()[to.offset() + row] = of.binary(row);
            }
        });
    }

    private Op categoricalAccuracy(Matrix predictions, Matrix targets, VectorBuffer to) {
        var of = new Accuracies(predictions.columns(), VectorBuffer.of(predictions), VectorBuffer.of(targets));
        return ofRows(predictions, 2, (first, end) -> {
            for (int row = first; row < end; row++) {
                to.array()[to.offset() + row] = of.categorical(row);
            }
        });
    }

    private Op errorsAndTargets(Matrix predictions, Matrix targets, VectorBuffer to) {
        VectorBuffer p = VectorBuffer.of(predictions);
        VectorBuffer y = VectorBuffer.of(targets);
        int columns = targets.columns();
        int copy = to.offset() + y.size();
        return ofRows(targets, 1, (first, end) -> {
            for (int i = first * columns; i < end * columns; i++) {
                to.array()[to.offset() + i] = y.array()[y.offset() + i] - p.array()[p.offset() + i];
            }
            int from = first * columns;
            System.arraycopy(y.array(), y.offset() + from, to.array(), copy + from, (end - first) * columns);
        });
    }

    @Override
    public Op update(Optimizer optimizer, Buffer weights, Buffer gradients, List<Buffer> slots, Buffer coefficients) {
        List<VectorBuffer> kept = slots.stream().map(VectorBuffer::of).toList();
        List<VectorBuffer> all = new ArrayList<>(kept);
        all.add(VectorBuffer.of(weights));
        all.add(VectorBuffer.of(gradients));
        all.add(VectorBuffer.of(coefficients));
        if (all.stream().anyMatch(buffer -> buffer.offset() != 0)) {
            throw new IllegalArgumentException("An update is of whole buffers. Received: slices " + all);
        }
        var updater = Updater.of(optimizer, VectorBuffer.of(weights), kept, VectorBuffer.of(coefficients));
        return new Update(workers, updater, VectorBuffer.of(weights), VectorBuffer.of(gradients), weights.size());
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
