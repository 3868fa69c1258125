package dev.millrace.datasets;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// An array of numbers in a file made elsewhere: what its header says.
///
/// @param type of every number
/// @param byteOrder of every number
/// @param firstAxisFastest whether numbers that differ in their place along the first axis are neighbours (Fortran
/// order); else those that differ along the last
/// @param shape sizes along all axes, that of the examples first; not negative
public record RawArray(RawType type, ByteOrder byteOrder, boolean firstAxisFastest, List<Long> shape) {
    public RawArray {
        shape = List.copyOf(shape);
    }

    /// How many numbers there are.
    ///
    /// @throws ArithmeticException if that is no `long`
    public long count() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    /// How many numbers one example has.
    ///
    /// @throws ArithmeticException if that is no `int`
    public int width() {
        return Math.toIntExact(shape.stream().skip(1).reduce(1L, Math::multiplyExact));
    }

    /// The shape as NumPy prints it: `(60000, 28, 28)`.
    public String shapeText() {
        return shape.stream()
                .map(String::valueOf)
                .collect(Collectors.joining(", ", "(", shape.size() == 1 ? ",)" : ")"));
    }

    /// The index of the number that is stored at `position`: `[12, 3, 4]`.
    List<Long> index(long position) {
        List<Long> index = new ArrayList<>(shape);
        long rest = position;
        for (int i = 0; i < shape.size(); i++) {
            int axis = firstAxisFastest ? i : shape.size() - 1 - i;
            index.set(axis, rest % shape.get(axis));
            rest /= shape.get(axis);
        }
        return index;
    }
}
