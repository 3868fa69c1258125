package dev.millrace.nn.optimizer;

import dev.millrace.nn.Initializer;
import dev.millrace.nn.Kind;
import dev.millrace.nn.LearningRate;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.OptimizerOptions;
import dev.millrace.nn.Settings;
import dev.millrace.nn.VariableSpec;
import java.util.List;

/// `a += g^2`; `w -= lr * g / sqrt(a + epsilon)` (Duchi et al., 2011).
///
/// @param options what it does beside its formula
public record Adagrad(
        LearningRate learningRate, double initialAccumulatorValue, double epsilon, OptimizerOptions options)
        implements Optimizer {
    /// How it is read.
    public static final Kind<Optimizer> KIND = Common.kind(Adagrad.class, config -> {
        var defaults = new Adagrad();
        return new Adagrad(
                defaults.learningRate,
                config.number("initial_accumulator_value", defaults.initialAccumulatorValue),
                config.number("epsilon", defaults.epsilon),
                defaults.options);
    });

    public Adagrad {
        Common.checkNotNegative("Adagrad", "initial_accumulator_value", initialAccumulatorValue);
        Common.checkNotNegative("Adagrad", "epsilon", epsilon);
    }

    /// Keras's defaults.
    public Adagrad() {
        this(0.001, 0.1, 1e-7);
    }

    /// At a learning rate that stays the same, without options.
    public Adagrad(double learningRate, double initialAccumulatorValue, double epsilon) {
        this(LearningRate.of(learningRate), initialAccumulatorValue, epsilon, OptimizerOptions.NONE);
    }

    @Override
    public Adagrad with(LearningRate newLearningRate, OptimizerOptions newOptions) {
        return new Adagrad(newLearningRate, initialAccumulatorValue, epsilon, newOptions);
    }

    @Override
    public List<VariableSpec> ownSlots(List<VariableSpec> weights) {
        var initial = new Initializer.Constant(initialAccumulatorValue);
        return weights.stream()
                .map(weight -> weight.slot("accumulator", initial))
                .toList();
    }

    @Override
    public Settings ownSettings() {
        return Settings.of("initial_accumulator_value", initialAccumulatorValue).and("epsilon", epsilon);
    }
}
