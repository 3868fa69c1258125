package dev.millrace.nn;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// The shape of one example or one variable: sizes along each axis, the batch axis left out. A scalar has no axes.
///
/// @param dims sizes along each axis, all positive
public record Shape(List<Integer> dims) {
    private static final int MAX_SIZE = Integer.MAX_VALUE - 8;
    private static final long MAX_COUNT = 1L << 62;

    public Shape {
        dims = List.copyOf(dims);
        for (int dim : dims) {
            if (dim <= 0) {
                throw new DescriptionException("A shape has positive sizes along each axis. Received: " + dims);
            }
        }
    }

    /// A shape of the given sizes.
    public static Shape of(int... dims) {
        return new Shape(Arrays.stream(dims).boxed().toList());
    }

    /// How many values a tensor of this shape holds.
    ///
    /// @throws DescriptionException if that is more than an array can hold
    public int size() {
        long count = count();
        if (count > MAX_SIZE) {
            throw new DescriptionException(
                    "A tensor has at most " + MAX_SIZE + " values. Received: shape " + this + ".");
        }
        return (int) count;
    }

    /// The same where nothing has to hold them; of more than 2^62, as if they were 2^62.
    long count() {
        long count = 1;
        // Asked at every step, where no iterator is to be allocated.
        for (int axis = 0; axis < dims.size(); axis++) {
            int dim = dims.get(axis);
            count = count > MAX_COUNT / dim ? MAX_COUNT : count * dim;
        }
        return count;
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
        return dims.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", rank() == 1 ? ",)" : ")"));
    }
}
