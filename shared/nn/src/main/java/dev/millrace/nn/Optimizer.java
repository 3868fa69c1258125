package dev.millrace.nn;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.Stream;

/// How a gradient changes the weights. Defaults and formulas are Keras 3's; `g` is the gradient, `w` the weight, `lr`
/// the learning rate, `t` the update counted from 1. What an optimizer keeps between steps are its slots.
///
/// The kinds there are: `dev.millrace.nn.optimizer.Optimizers`.
public interface Optimizer extends Described {
    /// How far an update goes.
    LearningRate learningRate();

    /// What it does beside its formula.
    OptimizerOptions options();

    /// The same formula with another learning rate and other options.
    Optimizer with(LearningRate learningRate, OptimizerOptions options);

    /// What the formula keeps for `weights`, in the order in which Keras's files hold it.
    List<VariableSpec> ownSlots(List<VariableSpec> weights);

    /// The numbers of the formula by Keras's names, in Keras's order.
    Settings ownSettings();

    /// Writes the numbers of the formula that change from step to step, at most four, to `to`; computed in float32 as
    /// Keras does. To be called once for each update, in order.
    ///
    /// @param learningRate of this update
    /// @param t the update, counted from 1
    /// @param kept the values of those slots that belong to no weight, which it may change
    default void coefficients(float learningRate, long t, float[] kept, FloatBuffer to) {
        to.put(learningRate);
    }

    /// The same optimizer with another learning rate.
    default Optimizer withLearningRate(double learningRate) {
        return with(LearningRate.of(learningRate), options());
    }

    /// The same optimizer with a schedule in place of its learning rate.
    default Optimizer withLearningRate(LearningRate learningRate) {
        return with(learningRate, options());
    }

    /// The same optimizer with other options.
    default Optimizer withOptions(OptimizerOptions options) {
        return with(learningRate(), options);
    }

    /// Every variable kept for `weights`, in the order in which Keras's files hold them.
    default List<VariableSpec> slots(List<VariableSpec> weights) {
        return Stream.concat(options().slots(weights).stream(), ownSlots(weights).stream())
                .toList();
    }

    @Override
    default Settings settings() {
        Object rate = switch (learningRate()) {
            case LearningRate.Constant constant -> constant.value();
            case Schedule schedule -> schedule;
        };
        return Settings.of("name", Sequential.snakeCase(className()))
                .and("learning_rate", rate)
                .and(options().settings())
                .and(ownSettings());
    }
}
