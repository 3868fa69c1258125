package dev.millrace.datasets;

import java.util.Arrays;

/// The way the pen went: points joined by straight lines, except where it was lifted. Not for several threads.
final class Trace {
    private double[] x = new double[128];
    private double[] y = new double[128];
    private boolean[] joined = new boolean[128];
    private int size;

    /// Goes to `(x, y)`.
    ///
    /// @param joined whether the pen draws on the way there from the point before
    void add(double x, double y, boolean joined) {
        if (size == this.x.length) {
            this.x = Arrays.copyOf(this.x, 2 * size);
            this.y = Arrays.copyOf(this.y, 2 * size);
            this.joined = Arrays.copyOf(this.joined, 2 * size);
        }
        this.x[size] = x;
        this.y[size] = y;
        this.joined[size++] = joined;
    }

    /// Scales to fit a square of `side`, proportions kept, and moves the centre of mass of the line to
    /// `(centreX, centreY)`.
    void place(double side, double centreX, double centreY) {
        double left = Double.MAX_VALUE;
        double right = -Double.MAX_VALUE;
        double top = Double.MAX_VALUE;
        double bottom = -Double.MAX_VALUE;
        double massX = 0;
        double massY = 0;
        double mass = 0;
        for (int i = 0; i < size; i++) {
            left = Math.min(left, x[i]);
            right = Math.max(right, x[i]);
            top = Math.min(top, y[i]);
            bottom = Math.max(bottom, y[i]);
            if (joined[i]) {
                double dx = x[i] - x[i - 1];
                double dy = y[i] - y[i - 1];
                double length = Math.sqrt(dx * dx + dy * dy);
                massX += length * (x[i] + x[i - 1]) / 2;
                massY += length * (y[i] + y[i - 1]) / 2;
                mass += length;
            }
        }
        double scale = side / Math.max(right - left, bottom - top);
        for (int i = 0; i < size; i++) {
            x[i] = (x[i] - massX / mass) * scale + centreX;
            y[i] = (y[i] - massY / mass) * scale + centreY;
        }
    }

    /// Draws every line with a round pen.
    ///
    /// @param radius of the pen in pixels
    /// @param softness width in pixels of its soft edge
    void draw(Canvas canvas, double radius, double softness) {
        for (int i = 1; i < size; i++) {
            if (joined[i]) {
                canvas.line(x[i - 1], y[i - 1], x[i], y[i], radius, softness);
            }
        }
    }
}
