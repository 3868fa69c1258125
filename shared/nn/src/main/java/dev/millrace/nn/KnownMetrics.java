package dev.millrace.nn;

import java.util.List;
import java.util.Map;

/// Every metric under its own name, and Keras's short names of some.
final class KnownMetrics {
    static final List<Metric> DEFAULTS = List.of(
            Metric.ACCURACY,
            new Metric.BinaryAccuracy(),
            new Metric.CategoricalAccuracy(),
            new Metric.SparseCategoricalAccuracy(),
            new Metric.MeanAbsoluteError(),
            new Metric.MeanSquaredError(),
            new Metric.RootMeanSquaredError(),
            new Metric.R2Score());

    static final Map<String, String> ALIASES = Map.of(
            "mae", "mean_absolute_error",
            "MAE", "mean_absolute_error",
            "mse", "mean_squared_error",
            "MSE", "mean_squared_error");

    private KnownMetrics() {}
}
