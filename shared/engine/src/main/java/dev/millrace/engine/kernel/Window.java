package dev.millrace.engine.kernel;

/// A window that moves over images: cell `(i, j)` of the window at `(y, x)` of the result lies at row
/// `y * strideY + i * dilationY - top` and column `x * strideX + j * dilationX - left` of the image. What lies outside
/// of the image is padding.
///
/// @param height cells of the window from top to bottom
/// @param width cells of the window from left to right
/// @param top rows of padding above the image
/// @param left columns of padding to the left of the image
public record Window(
        int height, int width, int strideY, int strideX, int dilationY, int dilationX, int top, int left) {}
