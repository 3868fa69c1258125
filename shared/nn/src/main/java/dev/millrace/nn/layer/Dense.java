package dev.millrace.nn.layer;

import dev.millrace.nn.Activation;
import dev.millrace.nn.Config;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Initializer;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Regularizer;
import dev.millrace.nn.Settings;
import dev.millrace.nn.Shape;
import dev.millrace.nn.VariableSpec;
import java.util.List;
import java.util.Optional;

/// A fully connected layer: `activation(input · kernel + bias)`.
///
/// Input `(batch_size, ..., input_dim)`, output `(batch_size, ..., units)`; kernel `(input_dim, units)`, bias
/// `(units,)`.
public record Dense(String name, int units, Activation activation, KernelOptions options) implements Layer {
    static final Kind<Layer> KIND = Kind.of(Dense.class, "units", Dense::read);

    public Dense {
        Checks.positive("Dense", name, "units", units);
    }

    /// With initializers of one's choice, and neither regularizers nor constraints.
    public Dense(
            String name,
            int units,
            Activation activation,
            boolean useBias,
            Initializer kernelInitializer,
            Initializer biasInitializer) {
        this(name, units, activation, KernelOptions.of(useBias, kernelInitializer, biasInitializer));
    }

    /// A layer of `units` outputs without an activation, with Keras's defaults.
    public static Dense of(int units) {
        return of(units, Activation.LINEAR);
    }

    /// A layer of `units` outputs, with Keras's defaults.
    public static Dense of(int units, Activation activation) {
        return new Dense("", units, activation, KernelOptions.DEFAULTS);
    }

    private static Dense read(Config config) {
        return new Dense(
                config.text("name", ""),
                config.whole("units"),
                config.activation("activation", Activation.LINEAR),
                KernelOptions.read(config));
    }

    @Override
    public Dense withName(String newName) {
        return new Dense(newName, units, activation, options);
    }

    @Override
    public Optional<Layer> withActivation(Activation newActivation) {
        return Optional.of(new Dense(name, units, newActivation, options));
    }

    /// The same layer with other options.
    public Dense with(KernelOptions newOptions) {
        return new Dense(name, units, activation, newOptions);
    }

    @Override
    public Shape outputShape(Shape input) {
        Checks.rankAtLeast(this, 1, input);
        long kernel = (long) input.last() * units;
        if (kernel > Integer.MAX_VALUE) {
            throw new DescriptionException("Layer '" + name + "' (Dense) with units=" + units + " on inputs of shape "
                    + input + " asks for a kernel of " + kernel + " values. One variable holds at most "
                    + Integer.MAX_VALUE + ": give it fewer units.");
        }
        return input.withLast(units);
    }

    @Override
    public List<VariableSpec> weights(Shape input) {
        return options.weights(name, Shape.of(input.last(), units));
    }

    @Override
    public Optional<Regularizer> activityRegularizer() {
        return options.activityRegularizer();
    }

    @Override
    public Settings settings() {
        return Settings.of("units", units).and("activation", activation).and(options.settings());
    }
}
