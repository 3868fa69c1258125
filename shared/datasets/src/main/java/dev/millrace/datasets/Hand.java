package dev.millrace.datasets;

import dev.millrace.datasets.Glyph.Point;
import java.util.List;

/// One person's hand on one occasion: how a glyph is bent, slanted, stretched and traced with a pen. What it is
/// like is drawn once per picture. The numbers below were chosen such that a network trained on the pictures reads
/// MNIST well.
final class Hand {
    /// Straight lines per stretch of a curve between two points.
    private static final int STEPS = 6;

    private final Chance chance;

    /// Standard deviation of each point's own displacement, in heights of the digit.
    private final double wobble;

    /// How far right a point goes per height that it is lower; most people's digits lean to the right, which is
    /// less.
    private final double slant;

    /// How far down a point goes per height that it is further right.
    private final double tilt;

    /// Factor of the width.
    private final double width;

    /// Coefficients of the polynomials that bend the plane.
    private final double[] bendX;

    private final double[] bendY;

    Hand(Chance chance) {
        this.chance = chance;
        wobble = chance.between(0.01, 0.065);
        slant = -0.2 + chance.bell(0.3);
        tilt = chance.bell(0.10);
        width = Math.max(0.5, 1.05 + chance.bell(0.28));
        bendX = bend();
        bendY = bend();
    }

    private double[] bend() {
        return new double[] {chance.bell(0.14), chance.bell(0.2), chance.bell(0.18), chance.bell(0.12)};
    }

    /// The way of the pen that writes `glyph`, in no particular place or size.
    Trace trace(Glyph glyph) {
        Trace trace = new Trace();
        for (List<Point> stroke : glyph.strokes()) {
            List<Point> bent = stroke.stream().map(this::bend).toList();
            trace.add(bent.getFirst().x(), bent.getFirst().y(), false);
            for (int i = 0; i + 1 < bent.size(); i++) {
                Point from = bent.get(i);
                Point to = bent.get(i + 1);
                curve(
                        trace,
                        from.corner() || i == 0 ? mirror(from, to) : bent.get(i - 1),
                        from,
                        to,
                        to.corner() || i + 2 == bent.size() ? mirror(to, from) : bent.get(i + 2));
            }
        }
        return trace;
    }

    /// Where this hand puts `point`: with a wobble of its own, bent like its neighbours, slanted and stretched.
    private Point bend(Point point) {
        // In half heights from about the middle, so that y is in [-1, 1].
        double x = 2 * (point.x() + chance.bell(wobble)) - 0.66;
        double y = 2 * (point.y() + chance.bell(wobble)) - 1;
        double u = x + bendX[0] * y * y + bendX[1] * x * y + bendX[2] * x * x + bendX[3] * y * y * y;
        double v = y + bendY[0] * x * x + bendY[1] * x * y + bendY[2] * y * y + bendY[3] * x * x * x;
        return new Point(u * width + slant * v, v + tilt * u, point.corner());
    }

    /// A point before `end` such that the curve leaves it straight towards `next`.
    private static Point mirror(Point end, Point next) {
        return new Point(2 * end.x() - next.x(), 2 * end.y() - next.y(), false);
    }

    /// The curve of Catmull and Rom (1974) from `b` to `c`, coming from `a` and going on to `d`.
    private static void curve(Trace trace, Point a, Point b, Point c, Point d) {
        for (int step = 1; step <= STEPS; step++) {
            double t = (double) step / STEPS;
            trace.add(spline(a.x(), b.x(), c.x(), d.x(), t), spline(a.y(), b.y(), c.y(), d.y(), t), true);
        }
    }

    private static double spline(double a, double b, double c, double d, double t) {
        return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
    }
}
