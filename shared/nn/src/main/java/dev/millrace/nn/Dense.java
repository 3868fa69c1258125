package dev.millrace.nn;

import java.util.List;
import java.util.stream.Stream;

/// A fully connected layer: `activation(input · kernel + bias)`.
///
/// Input `(batch_size, ..., input_dim)`, output `(batch_size, ..., units)`; kernel `(input_dim, units)`, bias
/// `(units,)`.
public record Dense(
        String name,
        int units,
        Activation activation,
        boolean useBias,
        Initializer kernelInitializer,
        Initializer biasInitializer)
        implements Layer {
    public Dense {
        if (units <= 0) {
            throw new DescriptionException("Dense" + (name.isEmpty() ? "" : " '" + name + "'")
                    + ": units is a positive integer. Received: units=" + units);
        }
    }

    /// A layer of `units` outputs without an activation, with Keras's defaults.
    public static Dense of(int units) {
        return of(units, Activation.LINEAR);
    }

    /// A layer of `units` outputs, with Keras's defaults.
    public static Dense of(int units, Activation activation) {
        return new Dense("", units, activation, true, Initializer.GLOROT_UNIFORM, Initializer.ZEROS);
    }

    @Override
    public Dense withName(String name) {
        return new Dense(name, units, activation, useBias, kernelInitializer, biasInitializer);
    }

    @Override
    public String className() {
        return "Dense";
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.rank() == 0) {
            throw new DescriptionException(
                    "Layer '" + name + "' (Dense) takes inputs of at least one axis. Received: shape " + input);
        }
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
        var kernel = new VariableSpec(name + "/kernel", Shape.of(input.last(), units), kernelInitializer);
        var bias = new VariableSpec(name + "/bias", Shape.of(units), biasInitializer);
        return Stream.of(kernel, bias).limit(useBias ? 2 : 1).toList();
    }
}
