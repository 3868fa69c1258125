package dev.millrace.nn;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// The shape of one example or one variable: sizes along each axis, the batch axis left out. A scalar has no axes.
///
/// @param dims sizes along each axis, all positive; their product is an `int`
public record Shape(List<Integer> dims) {
    public Shape {
        dims = List.copyOf(dims);
        long size = 1;
        for (int dim : dims) {
            if (dim <= 0) {
                throw new DescriptionException("A shape has positive sizes along each axis. Received: " + dims);
            }
            size *= dim;
            if (size > Integer.MAX_VALUE) {
                throw new DescriptionException(
                        "A shape holds at most " + Integer.MAX_VALUE + " values. Received: " + dims);
            }
        }
    }

    /// A shape of the given sizes.
    public static Shape of(int... dims) {
        return new Shape(Arrays.stream(dims).boxed().toList());
    }

    /// How many values a tensor of this shape holds.
    public int size() {
        int size = 1;
        // Asked at every step, where no iterator is to be allocated.
        for (int axis = 0; axis < dims.size(); axis++) {
            size *= dims.get(axis);
        }
        return size;
    }

    /// Number of axes.
    public int rank() {
        return dims.size();
    }

    /// Size along the last axis.
    ///
    /// @throws DescriptionException if this is a scalar
    public int last() {
        if (dims.isEmpty()) {
            throw new DescriptionException("A scalar has no last axis.");
        }
        return dims.getLast();
    }

    /// The same shape with another size along the last axis: `(28, 28).withLast(10)` is `(28, 10)`.
    public Shape withLast(int size) {
        Shape.of(last());
        int[] sizes = dims.stream().mapToInt(Integer::intValue).toArray();
        sizes[sizes.length - 1] = size;
        return Shape.of(sizes);
    }

    /// As Keras prints it: `(28, 28)`, `(784,)`, `()`.
    @Override
    public String toString() {
        return toString(dims);
    }

    /// Sizes that need not be a shape's, as one is printed: `(0, 28)`.
    public static String toString(List<Integer> dims) {
        return dims.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", dims.size() == 1 ? ",)" : ")"));
    }
}
