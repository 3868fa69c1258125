package dev.millrace.datasets;

import java.util.List;
import java.util.stream.Stream;

/// One way to write a digit.
///
/// @param digit that is written
/// @param name of the variant
/// @param weight how often it is chosen among the variants of its digit; positive, relative to theirs
/// @param strokes of the pen, in order
record Glyph(int digit, String name, double weight, List<List<Point>> strokes) {
    Glyph {
        strokes = strokes.stream().map(List::copyOf).toList();
        if (digit < 0 || digit >= Digits.CLASSES || !(weight > 0)) {
            throw new IllegalArgumentException(
                    "A glyph is of a digit and has a positive weight. Received: " + digit + " " + name + " " + weight);
        }
        for (List<Point> stroke : strokes) {
            if (stroke.size() < 2) {
                throw new IllegalArgumentException("A stroke passes at least two points. Received: " + stroke);
            }
        }
    }

    /// The same glyph with one stroke more.
    Glyph withStroke(List<Point> stroke) {
        return new Glyph(
                digit,
                name,
                weight,
                Stream.concat(strokes.stream(), Stream.of(stroke)).toList());
    }

    /// A point that the pen passes.
    ///
    /// @param x to the right, in heights of the digit
    /// @param y down, in heights of the digit
    /// @param corner whether the pen turns here rather than going on in a smooth curve
    record Point(double x, double y, boolean corner) {}
}
