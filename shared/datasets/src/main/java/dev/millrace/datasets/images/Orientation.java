package dev.millrace.datasets.images;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;

/// How the pixels of a file lie in the picture (Exif's orientations 1 to 8), in three steps: rows and columns change
/// places or not, then columns and rows are reversed or not.
///
/// @param transposed whether a row of the picture is a column of the file
/// @param fromRight whether the file's columns run from right to left
/// @param fromBottom whether the file's rows run from the bottom up
record Orientation(boolean transposed, boolean fromRight, boolean fromBottom) {
    static final Orientation UPRIGHT = new Orientation(false, false, false);

    /// The orientation with Exif's number; upright if there is none.
    static Orientation of(int number) {
        return switch (number) {
            case 2 -> new Orientation(false, true, false);
            case 3 -> new Orientation(false, true, true);
            case 4 -> new Orientation(false, false, true);
            case 5 -> new Orientation(true, false, false);
            case 6 -> new Orientation(true, false, true);
            case 7 -> new Orientation(true, true, true);
            case 8 -> new Orientation(true, true, false);
            default -> UPRIGHT;
        };
    }

    /// The gray pixels as they are meant to be seen.
    BufferedImage upright(BufferedImage gray) {
        if (equals(UPRIGHT)) {
            return gray;
        }
        Raster source = gray.getRaster();
        int width = transposed ? source.getHeight() : source.getWidth();
        int height = transposed ? source.getWidth() : source.getHeight();
        var result = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        WritableRaster target = result.getRaster();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int stored = stored(x, y, source.getWidth(), source.getHeight());
                target.setSample(x, y, 0, source.getSample(stored % source.getWidth(), stored / source.getWidth(), 0));
            }
        }
        return result;
    }

    /// Which of the file's pixels, counted row by row, is seen at column `x` of row `y`.
    ///
    /// @param width of the picture in the file
    /// @param height of the picture in the file
    int stored(int x, int y, int width, int height) {
        int column = transposed ? y : x;
        int row = transposed ? x : y;
        return (fromBottom ? height - 1 - row : row) * width + (fromRight ? width - 1 - column : column);
    }
}
