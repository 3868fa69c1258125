package dev.millrace.datasets;

/// A square picture in the making: ink per pixel, in `[0, 1]`. Not for several threads.
final class Canvas {
    private final int side;
    private final double[] ink;

    Canvas(int side) {
        this.side = side;
        ink = new double[side * side];
    }

    /// Draws a line from `(x0, y0)` to `(x1, y1)` with a round pen: a pixel whose centre is at distance `d` from
    /// the line takes `(radius - d) / softness + 1/2` of ink, at least what it had. What falls outside is left out.
    void line(double x0, double y0, double x1, double y1, double radius, double softness) {
        double reach = radius + softness / 2;
        int left = Math.max(0, (int) (Math.min(x0, x1) - reach));
        int right = Math.min(side - 1, (int) (Math.max(x0, x1) + reach));
        int top = Math.max(0, (int) (Math.min(y0, y1) - reach));
        int bottom = Math.min(side - 1, (int) (Math.max(y0, y1) + reach));
        double dx = x1 - x0;
        double dy = y1 - y0;
        double lengthSquared = dx * dx + dy * dy;
        for (int row = top; row <= bottom; row++) {
            for (int column = left; column <= right; column++) {
                double px = column + 0.5 - x0;
                double py = row + 0.5 - y0;
                // The nearest point of the line is at t of its length.
                double t = lengthSquared == 0 ? 0 : Math.clamp((px * dx + py * dy) / lengthSquared, 0.0, 1.0);
                double ex = px - t * dx;
                double ey = py - t * dy;
                double distance = Math.sqrt(ex * ex + ey * ey);
                double amount = Math.min(1, (radius - distance) / softness + 0.5);
                int pixel = row * side + column;
                ink[pixel] = Math.max(ink[pixel], amount);
            }
        }
    }

    /// Writes the picture row by row to `bytes` from `offset` on: 0 where there is no ink, `white` where there is
    /// most, and grain of the given standard deviation (in bytes) wherever there is ink.
    void develop(byte[] bytes, int offset, double white, double grain, Chance chance) {
        for (int pixel = 0; pixel < ink.length; pixel++) {
            if (ink[pixel] > 0) {
                double value = ink[pixel] * white + chance.bell(grain);
                bytes[offset + pixel] = (byte) (int) Math.clamp(value, 0.0, 255.0);
            }
        }
    }
}
