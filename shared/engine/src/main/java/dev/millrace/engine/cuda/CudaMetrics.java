package dev.millrace.engine.cuda;

import static dev.millrace.engine.cuda.CudaBuffer.address;

import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.Matrix;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Metric;
import dev.millrace.nn.loss.MeanSquaredError;
import dev.millrace.nn.metric.BinaryAccuracy;
import dev.millrace.nn.metric.CategoricalAccuracy;
import dev.millrace.nn.metric.LossMetric;
import dev.millrace.nn.metric.RootMeanSquaredError;
import dev.millrace.nn.metric.SparseCategoricalAccuracy;
import dev.millrace.nn.metric.SparseTopKCategoricalAccuracy;
import dev.millrace.nn.metric.TopKCategoricalAccuracy;

/// This kernel set's registry of metrics: `metrics.cu`, and the losses that are metrics.
final class CudaMetrics {
    private final CudaKernels kernels;

    CudaMetrics(CudaKernels kernels) {
        this.kernels = kernels;
    }

    /// As `Kernels.metric` has it.
    CudaChain metric(Metric metric, Matrix predictions, Matrix targets, Buffer values) {
        return switch (metric) {
            case BinaryAccuracy m -> rows("binary_accuracy_rows", predictions, targets, values);
            case CategoricalAccuracy m -> rows("categorical_accuracy_rows", predictions, targets, values);
            case SparseCategoricalAccuracy m -> rows("categorical_accuracy_rows", predictions, targets, values);
            case TopKCategoricalAccuracy m -> top(m.k(), predictions, targets, values);
            case SparseTopKCategoricalAccuracy m -> top(m.k(), predictions, targets, values);
            case RootMeanSquaredError m -> loss(new MeanSquaredError(), predictions, targets, values);
            case LossMetric m -> loss(m.loss(), predictions, targets, values);
            default -> throw new IllegalArgumentException("No kernel is registered for " + metric);
        };
    }

    /// As `Kernels.pairs` has it.
    CudaChain pairs(Matrix predictions, Matrix targets, Buffer values) {
        return new CudaChain(kernels.device())
                .each("pair_values", targets.buffer().size(), address(predictions), address(targets), address(values));
    }

    private CudaChain rows(String kernel, Matrix predictions, Matrix targets, Buffer values) {
        return new CudaChain(kernels.device())
                .rows(
                        kernel,
                        predictions.rows(),
                        predictions.columns(),
                        address(predictions),
                        address(targets),
                        address(values));
    }

    private CudaChain top(int k, Matrix predictions, Matrix targets, Buffer values) {
        return new CudaChain(kernels.device())
                .rows(
                        "top_accuracy_rows",
                        predictions.rows(),
                        predictions.columns(),
                        k,
                        address(predictions),
                        address(targets),
                        address(values));
    }

    private CudaChain loss(Loss loss, Matrix predictions, Matrix targets, Buffer values) {
        return new CudaLosses(kernels).bind(loss, false, predictions, targets, null, values, null);
    }
}
