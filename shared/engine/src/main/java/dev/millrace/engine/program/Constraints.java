package dev.millrace.engine.program;

import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.Kernels;
import dev.millrace.engine.kernel.Matrix;
import dev.millrace.engine.kernel.NormRange;
import dev.millrace.engine.kernel.Op;
import dev.millrace.engine.kernel.Rectifier;
import dev.millrace.nn.Constraint;
import dev.millrace.nn.NormAxes;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.VariableSpec;
import java.util.ArrayList;
import java.util.List;

/// What weights are kept to, at the end of each step.
final class Constraints {
    private static final Rectifier NOT_NEGATIVE = new Rectifier(0, 0, Float.POSITIVE_INFINITY);

    private final Kernels kernels;
    private final Parameters parameters;

    private Constraints(Kernels kernels, Parameters parameters) {
        this.kernels = kernels;
        this.parameters = parameters;
    }

    /// Of the weights that are trained, as in Keras.
    static List<Op> ops(Kernels kernels, Parameters parameters, Sequential model) {
        var constraints = new Constraints(kernels, parameters);
        List<Op> ops = new ArrayList<>();
        for (VariableSpec spec : model.trainableWeights()) {
            spec.constraint()
                    .map(constraint -> constraints.op(constraint, spec))
                    .ifPresent(ops::add);
        }
        return ops;
    }

    private Op op(Constraint constraint, VariableSpec spec) {
        Buffer weights = parameters.weight(spec);
        return switch (constraint) {
            case Constraint.NonNeg c -> notNegative(weights);
            case Constraint.MaxNorm c -> limit(0, c.maxValue(), 1, c.axes(), spec.shape(), weights);
            case Constraint.UnitNorm c -> limit(1, 1, 1, c.axes(), spec.shape(), weights);
            case Constraint.MinMaxNorm c ->
                limit(c.minValue(), c.maxValue(), c.rate(), c.axes(), spec.shape(), weights);
        };
    }

    private Op notNegative(Buffer weights) {
        var row = new Matrix(weights, 1, weights.size());
        return kernels.rectify(NOT_NEGATIVE, row, row);
    }

    private Op limit(double min, double max, double rate, NormAxes axes, Shape shape, Buffer weights) {
        return kernels.norms()
                .limit(
                        new NormRange((float) min, (float) max, (float) rate),
                        axes.outer(shape),
                        axes.along(shape),
                        axes.inner(shape),
                        weights);
    }
}
