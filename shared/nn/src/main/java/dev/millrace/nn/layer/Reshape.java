package dev.millrace.nn.layer;

import dev.millrace.nn.Config;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Settings;
import dev.millrace.nn.Shape;
import java.util.List;

/// Keras's `Reshape` layer: the same values, in their order, in another shape.
///
/// @param targetShape of the output, the batch axis left out; one axis may be -1: as large as the others leave it
public record Reshape(String name, List<Integer> targetShape) implements Layer {
    static final Kind<Layer> KIND = Kind.of(Reshape.class, "target_shape", Reshape::read);

    public Reshape {
        targetShape = List.copyOf(targetShape);
        if (targetShape.stream().anyMatch(size -> size < -1 || size == 0)
                || targetShape.stream().filter(size -> size == -1).count() > 1) {
            throw new DescriptionException("Reshape" + Checks.quoted(name) + ": target_shape has a positive size along"
                    + " each axis, and at most one -1. Received: target_shape=" + targetShape);
        }
    }

    /// A layer whose outputs have this shape.
    public static Reshape of(Integer... targetShape) {
        return new Reshape("", List.of(targetShape));
    }

    private static Reshape read(Config config) {
        config.require("target_shape", "[28, 28, 1]");
        return new Reshape(config.text("name", ""), config.wholes("target_shape"));
    }

    @Override
    public Reshape withName(String newName) {
        return new Reshape(newName, targetShape);
    }

    @Override
    public Shape outputShape(Shape input) {
        long known = targetShape.stream()
                .filter(size -> size > 0)
                .mapToLong(Integer::longValue)
                .reduce(1, Math::multiplyExact);
        boolean open = targetShape.contains(-1);
        if (open ? input.size() % known != 0 : input.size() != known) {
            throw new DescriptionException(described() + " makes shape " + Shape.toString(targetShape)
                    + " of as many values. Received: inputs of shape " + input + ", which have " + input.size()
                    + " values.");
        }
        int rest = (int) (input.size() / known);
        return new Shape(
                targetShape.stream().map(size -> size > 0 ? size : rest).toList());
    }

    @Override
    public Settings settings() {
        return Settings.of("target_shape", targetShape);
    }
}
