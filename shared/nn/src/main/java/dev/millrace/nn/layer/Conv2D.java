package dev.millrace.nn.layer;

import dev.millrace.nn.Activation;
import dev.millrace.nn.Config;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Regularizer;
import dev.millrace.nn.Settings;
import dev.millrace.nn.Shape;
import dev.millrace.nn.VariableSpec;
import java.util.List;
import java.util.Optional;

/// Keras's `Conv2D` layer: `activation(conv(input, kernel) + bias)`, where each output is the sum over a window of the
/// image, as is usual without turning the kernel around.
///
/// Input `(batch_size, height, width, channels)`, output `(batch_size, new_height, new_width, filters)`; kernel
/// `(kernel_height, kernel_width, channels, filters)`, bias `(filters,)`.
public record Conv2D(String name, int filters, Sliding window, Activation activation, KernelOptions options)
        implements Layer {
    static final Kind<Layer> KIND =
            Kind.<Layer>of(Conv2D.class, "filters", Conv2D::read).alias("Convolution2D");

    private static final List<Integer> ONE = List.of(1, 1);

    public Conv2D {
        Checks.positive("Conv2D", name, "filters", filters);
        window.check("Conv2D", name, "kernel_size");
    }

    /// A layer of square windows that move by 1, with Keras's defaults.
    public static Conv2D of(int filters, int kernelSize, Activation activation) {
        return new Conv2D("", filters, Sliding.of(kernelSize, 1, false), activation, KernelOptions.DEFAULTS);
    }

    private static Conv2D read(Config config) {
        config.require("kernel_size", "3");
        config.only("data_format", "channels_last");
        config.only("groups", 1);
        return new Conv2D(
                config.text("name", ""),
                config.whole("filters"),
                new Sliding(
                        config.wholes("kernel_size", 2, ONE),
                        config.wholes("strides", 2, ONE),
                        Sliding.same(config, "Conv2D"),
                        config.wholes("dilation_rate", 2, ONE)),
                config.activation("activation", Activation.LINEAR),
                KernelOptions.read(config));
    }

    /// The same layer, padded so that the output is as large as the input divided by the strides.
    public Conv2D withSamePadding() {
        return new Conv2D(
                name,
                filters,
                new Sliding(window.size(), window.strides(), true, window.dilation()),
                activation,
                options);
    }

    @Override
    public Conv2D withName(String newName) {
        return new Conv2D(newName, filters, window, activation, options);
    }

    @Override
    public Optional<Layer> withActivation(Activation newActivation) {
        return Optional.of(new Conv2D(name, filters, window, newActivation, options));
    }

    @Override
    public Shape outputShape(Shape input) {
        return window.outputShape(this, input, filters);
    }

    @Override
    public List<VariableSpec> weights(Shape input) {
        return options.weights(
                name, Shape.of(window.size().getFirst(), window.size().getLast(), input.last(), filters));
    }

    @Override
    public Optional<Regularizer> activityRegularizer() {
        return options.activityRegularizer();
    }

    @Override
    public Settings settings() {
        return Settings.of("filters", filters)
                .and("kernel_size", window.size())
                .and("strides", window.strides())
                .and("padding", window.padding())
                .and("data_format", "channels_last")
                .and("dilation_rate", window.dilation())
                .and("groups", 1)
                .and("activation", activation)
                .and(options.settings());
    }
}
