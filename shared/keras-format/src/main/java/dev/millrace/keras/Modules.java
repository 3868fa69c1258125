package dev.millrace.keras;

import dev.millrace.nn.Constraint;
import dev.millrace.nn.Described;
import dev.millrace.nn.Initializer;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.Regularizer;
import dev.millrace.nn.Schedule;

/// Where in Keras the class of something described is.
final class Modules {
    private Modules() {}

    static String of(Described described) {
        return switch (described) {
            case Layer layer -> "keras.layers";
            case Initializer initializer -> "keras.initializers";
            case Loss loss -> "keras.losses";
            case Metric metric -> "keras.metrics";
            case Constraint constraint -> "keras.constraints";
            case Regularizer regularizer -> "keras.regularizers";
            case Optimizer optimizer -> "keras.optimizers";
            case Schedule schedule -> "keras.optimizers.schedules";
            default -> throw new IllegalArgumentException("Keras has no module for " + described);
        };
    }
}
