package dev.millrace.nn.layer;

import dev.millrace.nn.Config;
import dev.millrace.nn.Constraint;
import dev.millrace.nn.Initializer;
import dev.millrace.nn.Regularizer;
import dev.millrace.nn.Settings;
import dev.millrace.nn.Shape;
import dev.millrace.nn.VariableSpec;
import java.util.Optional;

/// What is said of one weight of a layer.
///
/// @param initializer its first values
/// @param regularizer what it adds to the loss
/// @param constraint what it is kept to
public record WeightOptions(
        Initializer initializer, Optional<Regularizer> regularizer, Optional<Constraint> constraint) {
    /// A weight that is free to become what it will.
    public static WeightOptions of(Initializer initializer) {
        return new WeightOptions(initializer, Optional.empty(), Optional.empty());
    }

    /// Reads `kernel_initializer`, `kernel_regularizer` and `kernel_constraint`.
    ///
    /// @param weight `kernel`
    static WeightOptions read(Config config, String weight, Initializer fallback) {
        return new WeightOptions(
                config.object(weight + "_initializer", Initializer.KINDS, fallback),
                config.object(weight + "_regularizer", Regularizer.KINDS),
                config.object(weight + "_constraint", Constraint.KINDS));
    }

    /// The same options with another regularizer.
    public WeightOptions withRegularizer(Regularizer newRegularizer) {
        return new WeightOptions(initializer, Optional.of(newRegularizer), constraint);
    }

    /// The same options with another constraint.
    public WeightOptions withConstraint(Constraint newConstraint) {
        return new WeightOptions(initializer, regularizer, Optional.of(newConstraint));
    }

    VariableSpec spec(String name, Shape shape) {
        return new VariableSpec(name, shape, initializer, regularizer, constraint, true);
    }

    /// What Keras writes of two weights.
    static Settings settings(String first, WeightOptions one, String second, WeightOptions other) {
        return Settings.of(first + "_initializer", one.initializer)
                .and(second + "_initializer", other.initializer)
                .and(first + "_regularizer", one.regularizer)
                .and(second + "_regularizer", other.regularizer)
                .and(first + "_constraint", one.constraint)
                .and(second + "_constraint", other.constraint);
    }
}
