package dev.millrace.nn;

import java.util.List;

/// The axes that norms of a weight are taken along, and that its values are summed up over: side by side, so that the
/// weight is `(outer, along, inner)` with them in the middle.
///
/// @param axes counted from 0, or from the end, -1 being the last
public record NormAxes(List<Integer> axes) {
    /// Keras's: the inputs of each unit of a dense layer.
    public static final NormAxes FIRST = new NormAxes(List.of(0));

    public NormAxes {
        axes = List.copyOf(axes);
        if (axes.isEmpty()) {
            throw new DescriptionException("'axis' is a whole number, or a list of some. Received: axis=[]");
        }
    }

    static NormAxes read(Config config) {
        List<Double> axes = config.numbers("axis", List.of(0.0));
        if (!axes.stream().allMatch(axis -> axis == Math.rint(axis) && Math.abs(axis) < 100)) {
            throw new DescriptionException("'axis' is a whole number, or a list of some. Received: axis=" + axes);
        }
        return new NormAxes(axes.stream().map(Double::intValue).toList());
    }

    /// As Keras writes them: one alone, or a list.
    Object setting() {
        return axes.size() == 1 ? axes.getFirst() : axes;
    }

    /// Refuses a weight that does not have these axes, or not side by side.
    void check(String weight, Shape shape) {
        List<Integer> sorted = sorted(shape);
        int first = sorted.getFirst();
        int last = sorted.getLast();
        if (first < 0 || last >= shape.rank() || last - first != sorted.size() - 1) {
            throw new DescriptionException("Variable '" + weight + "': the axes that its norms are taken along are"
                    + " axes that it has, side by side. Received: axis=" + setting() + ", shape " + shape);
        }
    }

    /// Size of what lies before the axes.
    public int outer(Shape shape) {
        return product(shape, 0, sorted(shape).getFirst());
    }

    /// How many values a norm is of.
    public int along(Shape shape) {
        return product(shape, sorted(shape).getFirst(), sorted(shape).getLast() + 1);
    }

    /// Size of what lies behind the axes.
    public int inner(Shape shape) {
        return product(shape, sorted(shape).getLast() + 1, shape.rank());
    }

    private List<Integer> sorted(Shape shape) {
        return axes.stream()
                .map(axis -> axis < 0 ? axis + shape.rank() : axis)
                .distinct()
                .sorted()
                .toList();
    }

    private static int product(Shape shape, int from, int to) {
        return shape.dims().subList(from, to).stream().reduce(1, Math::multiplyExact);
    }
}
