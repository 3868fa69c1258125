package dev.millrace.nn.layer;

import dev.millrace.nn.Config;
import dev.millrace.nn.Initializer;
import dev.millrace.nn.Regularizer;
import dev.millrace.nn.Settings;
import dev.millrace.nn.Shape;
import dev.millrace.nn.VariableSpec;
import java.util.List;
import java.util.Optional;

/// What layers with a kernel and a bias have in common.
///
/// @param useBias whether there is a bias
/// @param activityRegularizer see [dev.millrace.nn.Layer#activityRegularizer]
public record KernelOptions(
        boolean useBias, WeightOptions kernel, WeightOptions bias, Optional<Regularizer> activityRegularizer) {
    /// Keras's: a bias of zeros, a kernel drawn as Glorot and Bengio do, no regularizers, no constraints.
    public static final KernelOptions DEFAULTS = of(true, Initializer.GLOROT_UNIFORM, Initializer.ZEROS);

    /// Without regularizers and constraints.
    static KernelOptions of(boolean useBias, Initializer kernel, Initializer bias) {
        return new KernelOptions(useBias, WeightOptions.of(kernel), WeightOptions.of(bias), Optional.empty());
    }

    static KernelOptions read(Config config) {
        return new KernelOptions(
                config.flag("use_bias", DEFAULTS.useBias),
                WeightOptions.read(config, "kernel", DEFAULTS.kernel.initializer()),
                WeightOptions.read(config, "bias", DEFAULTS.bias.initializer()),
                config.object("activity_regularizer", Regularizer.KINDS));
    }

    /// The same options with others of the kernel.
    public KernelOptions withKernel(WeightOptions newKernel) {
        return new KernelOptions(useBias, newKernel, bias, activityRegularizer);
    }

    /// The same options with another regularizer of the kernel.
    public KernelOptions withKernelRegularizer(Regularizer regularizer) {
        return withKernel(kernel.withRegularizer(regularizer));
    }

    /// The same options with another regularizer of what comes out of the layer.
    public KernelOptions withActivityRegularizer(Regularizer regularizer) {
        return new KernelOptions(useBias, kernel, bias, Optional.of(regularizer));
    }

    /// The kernel, and the bias if there is one: as large as the kernel's last axis.
    List<VariableSpec> weights(String layer, Shape shape) {
        return useBias
                ? List.of(kernel.spec(layer + "/kernel", shape), bias.spec(layer + "/bias", Shape.of(shape.last())))
                : List.of(kernel.spec(layer + "/kernel", shape));
    }

    /// Keras writes a regularizer of what comes out only where there is one.
    Settings settings() {
        Settings settings =
                Settings.of("use_bias", useBias).and(WeightOptions.settings("kernel", kernel, "bias", bias));
        return activityRegularizer.isPresent() ? settings.and("activity_regularizer", activityRegularizer) : settings;
    }
}
