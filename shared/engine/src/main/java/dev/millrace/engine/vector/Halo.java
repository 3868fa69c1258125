package dev.millrace.engine.vector;

/// Images, and around them the zeros that windows reach.
///
/// @param height of an image
/// @param width of an image
/// @param channels of an image
/// @param top rows of zeros above
/// @param left columns of zeros to the left
/// @param reachedHeight rows that are reached, from the first row of zeros on
/// @param reachedWidth columns that are reached, from the first column of zeros on
record Halo(int height, int width, int channels, int top, int left, int reachedHeight, int reachedWidth) {
    /// Whether windows reach nothing but images: these need no copy.
    boolean none() {
        return top == 0 && left == 0 && reachedHeight <= height && reachedWidth <= width;
    }

    /// Values from a pixel to the one below.
    int pitch() {
        return (none() ? width : reachedWidth) * channels;
    }

    /// Values from an image to the next.
    int size() {
        return (none() ? height : reachedHeight) * pitch();
    }

    /// Copies as much of an image as is reached between zeros, which it takes to be there.
    void copy(float[] from, int at, float[] to, int start) {
        int rows = Math.min(height, reachedHeight - top);
        int n = Math.min(width, reachedWidth - left) * channels;
        if (n <= 0) {
            return;
        }
        int target = start + top * pitch() + left * channels;
        for (int row = 0; row < rows; row++) {
            System.arraycopy(from, at + row * width * channels, to, target + row * pitch(), n);
        }
    }
}
