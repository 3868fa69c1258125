package dev.millrace.engine.kernel;

/// A buffer read as images, row-major `(count, height, width, channels)`.
public record Images(Buffer buffer, int count, int height, int width, int channels) {
    public Images {
        long size = Math.multiplyExact((long) count * height, (long) width * channels);
        if (buffer.size() != size) {
            throw new IllegalArgumentException("Images (" + count + ", " + height + ", " + width + ", " + channels
                    + ") have " + size + " values. Received: a buffer of " + buffer.size());
        }
    }
}
