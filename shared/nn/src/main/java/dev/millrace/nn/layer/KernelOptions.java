package dev.millrace.nn.layer;

import dev.millrace.nn.Config;
import dev.millrace.nn.Initializer;
import dev.millrace.nn.Regularizer;
import dev.millrace.nn.Settings;
import dev.millrace.nn.Shape;
import dev.millrace.nn.VariableSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What layers with a kernel and a bias have in common.
///
/// @param useBias whether there is a bias
/// @param activityRegularizer see [Layer#activityRegularizer]
public record KernelOptions(
        boolean useBias,
        Initializer kernelInitializer,
        Initializer biasInitializer,
        Optional<Regularizer> kernelRegularizer,
        Optional<Regularizer> biasRegularizer,
        Optional<Regularizer> activityRegularizer) {
    /// Keras's: a bias of zeros, a kernel drawn as Glorot and Bengio do, no regularizers.
    public static final KernelOptions DEFAULTS = of(true, Initializer.GLOROT_UNIFORM, Initializer.ZEROS);

    /// Without regularizers.
    static KernelOptions of(boolean useBias, Initializer kernelInitializer, Initializer biasInitializer) {
        return new KernelOptions(
                useBias, kernelInitializer, biasInitializer, Optional.empty(), Optional.empty(), Optional.empty());
    }

    static KernelOptions read(Config config) {
        config.only("kernel_constraint", null);
        config.only("bias_constraint", null);
        return new KernelOptions(
                config.flag("use_bias", DEFAULTS.useBias),
                config.object("kernel_initializer", Initializer.KINDS, DEFAULTS.kernelInitializer),
                config.object("bias_initializer", Initializer.KINDS, DEFAULTS.biasInitializer),
                config.object("kernel_regularizer", Regularizer.KINDS),
                config.object("bias_regularizer", Regularizer.KINDS),
                config.object("activity_regularizer", Regularizer.KINDS));
    }

    /// The same options with another regularizer of the kernel.
    public KernelOptions withKernelRegularizer(Regularizer regularizer) {
        return new KernelOptions(
                useBias,
                kernelInitializer,
                biasInitializer,
                Optional.of(regularizer),
                biasRegularizer,
                activityRegularizer);
    }

    /// The same options with another regularizer of what comes out of the layer.
    public KernelOptions withActivityRegularizer(Regularizer regularizer) {
        return new KernelOptions(
                useBias,
                kernelInitializer,
                biasInitializer,
                kernelRegularizer,
                biasRegularizer,
                Optional.of(regularizer));
    }

    /// The kernel, and the bias if there is one: as large as the kernel's last axis.
    List<VariableSpec> weights(String layer, Shape kernel) {
        var first = new VariableSpec(layer + "/kernel", kernel, kernelInitializer).with(kernelRegularizer);
        var second = new VariableSpec(layer + "/bias", Shape.of(kernel.last()), biasInitializer).with(biasRegularizer);
        return Stream.of(first, second).limit(useBias ? 2 : 1).toList();
    }

    /// Keras writes a regularizer of what comes out only where there is one.
    Settings settings() {
        Settings settings = Settings.of("use_bias", useBias)
                .and("kernel_initializer", kernelInitializer)
                .and("bias_initializer", biasInitializer)
                .and("kernel_regularizer", kernelRegularizer)
                .and("bias_regularizer", biasRegularizer)
                .and("kernel_constraint", null)
                .and("bias_constraint", null);
        return activityRegularizer.isPresent() ? settings.and("activity_regularizer", activityRegularizer) : settings;
    }
}
