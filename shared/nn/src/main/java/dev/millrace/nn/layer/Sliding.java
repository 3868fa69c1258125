package dev.millrace.nn.layer;

import dev.millrace.nn.Config;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Settings;
import dev.millrace.nn.Shape;
import java.util.List;

/// How a window moves over images `(height, width, channels)`: of convolutions and of poolings.
///
/// @param size of the window, `(height, width)`
/// @param strides how far it moves, down and to the right
/// @param same whether images are padded with zeros so that the output is `ceil(size / stride)` (Keras's `same`), the
/// odd row or column of padding below or to the right; else the window stays within the image (`valid`)
/// @param dilation how far apart the cells of the window lie
public record Sliding(List<Integer> size, List<Integer> strides, boolean same, List<Integer> dilation) {
    public Sliding {
        size = List.copyOf(size);
        strides = List.copyOf(strides);
        dilation = List.copyOf(dilation);
    }

    /// A square window that moves by `stride`.
    static Sliding of(int size, int stride, boolean same) {
        return new Sliding(List.of(size, size), List.of(stride, stride), same, List.of(1, 1));
    }

    /// What Keras writes of a pooling.
    static Sliding pooling(Config config, String className) {
        config.only("data_format", "channels_last");
        List<Integer> size = config.wholes("pool_size", 2, List.of(2, 2));
        return new Sliding(size, config.wholes("strides", 2, size), same(config, className), List.of(1, 1));
    }

    /// What Keras writes of a pooling.
    Settings poolingSettings() {
        return Settings.of("pool_size", size)
                .and("padding", padding())
                .and("strides", strides)
                .and("data_format", "channels_last");
    }

    static boolean same(Config config, String className) {
        String padding = config.text("padding", "valid");
        if (!padding.equals("same") && !padding.equals("valid")) {
            throw new DescriptionException(
                    className + ": padding is \"valid\" or \"same\". Received: padding=\"" + padding + "\"");
        }
        return padding.equals("same");
    }

    /// Keras's word.
    String padding() {
        return same ? "same" : "valid";
    }

    void check(String className, String name, String sizeSetting) {
        for (int axis = 0; axis < 2; axis++) {
            Checks.positive(className, name, sizeSetting, size.get(axis));
            Checks.positive(className, name, "strides", strides.get(axis));
            Checks.positive(className, name, "dilation_rate", dilation.get(axis));
        }
        if (dilation.stream().anyMatch(rate -> rate > 1) && strides.stream().anyMatch(stride -> stride > 1)) {
            throw new DescriptionException(className + Checks.quoted(name)
                    + ": strides above 1 and dilation rates above 1 do not go together, as in Keras. Received: strides="
                    + strides + ", dilation_rate=" + dilation);
        }
    }

    /// The shape that comes out where images go in.
    Shape outputShape(Layer layer, Shape input, int channels) {
        Checks.rank(layer, "(height, width, channels)", 3, input);
        return Shape.of(along(layer, 0, input), along(layer, 1, input), channels);
    }

    private int along(Layer layer, int axis, Shape input) {
        int there = input.dims().get(axis);
        int reach = reach(axis);
        int stride = strides.get(axis);
        if (!same && there < reach) {
            throw new DescriptionException(layer.described() + " has a window that reaches over " + reach
                    + (axis == 0 ? " rows" : " columns") + ". Received: images of shape " + input
                    + ". Give it a smaller window, or padding=\"same\".");
        }
        return Math.ceilDiv(same ? there : there - reach + 1, stride);
    }

    /// Rows or columns from the first cell of the window to the last.
    private int reach(int axis) {
        return (size.get(axis) - 1) * dilation.get(axis) + 1;
    }

    /// Rows of padding above the image, or columns to its left.
    ///
    /// @param axis 0 for rows, 1 for columns
    /// @param there size of the image along that axis
    public int before(int axis, int there) {
        int stride = strides.get(axis);
        int out = Math.ceilDiv(there, stride);
        return same ? Math.max(0, (out - 1) * stride + reach(axis) - there) / 2 : 0;
    }
}
