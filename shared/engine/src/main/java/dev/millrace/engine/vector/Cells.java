package dev.millrace.engine.vector;

import dev.millrace.engine.kernel.Window;

/// The cells of a window that lie inside of images, for every pixel of a result.
///
/// @param starts for each pixel, where in `cells` its own begin, and then where the last ones end
/// @param cells where in an image each cell's first channel lies, row-major in the window
// Made once, read only.
@SuppressWarnings("ArrayRecordComponent")
record Cells(int[] starts, int[] cells) {
    /// Whether no pixel of an image lies in two windows.
    ///
    /// @param image values of an image
    boolean apart(int image) {
        boolean[] used = new boolean[image];
        for (int i = 0; i < starts[starts.length - 1]; i++) {
            if (used[cells[i]]) {
                return false;
            }
            used[cells[i]] = true;
        }
        return true;
    }

    static Cells of(ConvolutionShape shape) {
        Window window = shape.window();
        int[] starts = new int[shape.pixels() + 1];
        int[] cells = new int[shape.pixels() * shape.cells()];
        int count = 0;
        for (int pixel = 0; pixel < shape.pixels(); pixel++) {
            for (int cell = 0; cell < shape.cells(); cell++) {
                int row = pixel / shape.outWidth() * window.strideY()
                        + cell / window.width() * window.dilationY()
                        - window.top();
                int column = pixel % shape.outWidth() * window.strideX()
                        + cell % window.width() * window.dilationX()
                        - window.left();
                if (row >= 0 && row < shape.height() && column >= 0 && column < shape.width()) {
                    cells[count++] = (row * shape.width() + column) * shape.in();
                }
            }
            starts[pixel + 1] = count;
        }
        return new Cells(starts, cells);
    }
}
