package dev.millrace.nn.metric;

import dev.millrace.nn.Config;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Settings;
import dev.millrace.nn.Shape;

/// Coefficient of determination, `1 - sum((y - p)^2) / (sum(y^2) - sum(y)^2 / n)` over all examples, averaged over the
/// outputs (Keras's `uniform_average`, `num_regressors=0`). An output whose targets are all alike counts as 0, where
/// Keras says NaN if they were predicted exactly. For outputs `(outputs,)` alone, as in Keras.
public record R2Score(String name) implements Metric {
    static final Kind<Metric> KIND = Kind.of(R2Score.class, "", R2Score::read);

    public R2Score {
        Metric.checkName(name);
    }

    private static R2Score read(Config config) {
        config.only("class_aggregation", "uniform_average");
        config.only("num_regressors", 0);
        return new R2Score(config.text("name", "r2_score"));
    }

    @Override
    public R2Score withName(String newName) {
        return new R2Score(newName);
    }

    @Override
    public void check(Shape output, String gives) {
        if (output.rank() != 1) {
            throw new DescriptionException("Metric 'r2_score' wants outputs of shape (outputs,), but " + gives
                    + ". Leave it out, or use 'root_mean_squared_error'.");
        }
    }

    @Override
    public Settings settings() {
        return Settings.of("class_aggregation", "uniform_average").and("num_regressors", 0);
    }
}
