package dev.millrace.nn.layer;

import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Shape;

/// What several layers refuse in the same words.
final class Checks {
    private Checks() {}

    static void positive(String className, String name, String setting, int value) {
        if (value <= 0) {
            throw new DescriptionException(className + quoted(name) + ": " + setting
                    + " is a positive integer. Received: " + setting + "=" + value);
        }
    }

    static void finite(String className, String name, String setting, double value) {
        if (!Float.isFinite((float) value)) {
            throw new DescriptionException(className + quoted(name) + ": " + setting
                    + " is a finite float32 number. Received: " + setting + "=" + value);
        }
    }

    static String quoted(String name) {
        return name.isEmpty() ? "" : " '" + name + "'";
    }

    static void rankAtLeast(Layer layer, int rank, Shape input) {
        if (input.rank() < rank) {
            throw new DescriptionException(layer.described() + " takes inputs of at least "
                    + (rank == 1 ? "one axis" : rank + " axes") + ". Received: shape " + input);
        }
    }

    static void rank(Layer layer, String axes, int rank, Shape input) {
        if (input.rank() != rank) {
            throw new DescriptionException(layer.described() + " takes inputs of shape " + axes + ". Received: shape "
                    + input + ". A Reshape layer before it gives them that shape.");
        }
    }
}
