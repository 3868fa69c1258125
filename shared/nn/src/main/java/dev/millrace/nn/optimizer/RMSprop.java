package dev.millrace.nn.optimizer;

import dev.millrace.nn.Kind;
import dev.millrace.nn.LearningRate;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.OptimizerOptions;
import dev.millrace.nn.Settings;
import dev.millrace.nn.VariableSpec;
import java.util.ArrayList;
import java.util.List;

/// `v = rho * v + (1 - rho) * g^2`; `w -= lr * g / sqrt(v + epsilon)`; centered subtracts the squared mean gradient
/// from `v`; with momentum the increment is accumulated first (Hinton, 2012).
///
/// @param options what it does beside its formula
public record RMSprop(
        LearningRate learningRate,
        double rho,
        double momentum,
        double epsilon,
        boolean centered,
        OptimizerOptions options)
        implements Optimizer {
    /// How it is read.
    public static final Kind<Optimizer> KIND = Common.kind(RMSprop.class, config -> {
        var defaults = new RMSprop();
        return new RMSprop(
                defaults.learningRate,
                config.number("rho", defaults.rho),
                config.number("momentum", defaults.momentum),
                config.number("epsilon", defaults.epsilon),
                config.flag("centered", defaults.centered),
                defaults.options);
    });

    public RMSprop {
        Common.checkFraction("RMSprop", "rho", rho);
        Common.checkFraction("RMSprop", "momentum", momentum);
        Common.checkNotNegative("RMSprop", "epsilon", epsilon);
    }

    /// Keras's defaults.
    public RMSprop() {
        this(0.001, 0.9, 0, 1e-7, false);
    }

    /// At a learning rate that stays the same, without options.
    public RMSprop(double learningRate, double rho, double momentum, double epsilon, boolean centered) {
        this(LearningRate.of(learningRate), rho, momentum, epsilon, centered, OptimizerOptions.NONE);
    }

    @Override
    public RMSprop with(LearningRate newLearningRate, OptimizerOptions newOptions) {
        return new RMSprop(newLearningRate, rho, momentum, epsilon, centered, newOptions);
    }

    @Override
    public List<VariableSpec> ownSlots(List<VariableSpec> weights) {
        List<VariableSpec> slots = new ArrayList<>(Common.each(weights, "velocity"));
        if (momentum > 0) {
            slots.addAll(Common.each(weights, "momentum"));
        }
        if (centered) {
            slots.addAll(Common.each(weights, "average_gradient"));
        }
        return List.copyOf(slots);
    }

    @Override
    public Settings ownSettings() {
        return Settings.of("rho", rho)
                .and("momentum", momentum)
                .and("epsilon", epsilon)
                .and("centered", centered);
    }
}
