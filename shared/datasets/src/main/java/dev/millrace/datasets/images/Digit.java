package dev.millrace.datasets.images;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;

/// A digit as MNIST has it: light on dark, in a box of 20 x 20 pixels, its centre of mass in the middle of 28 x 28.
public final class Digit {
    private static final int SIZE = 28;
    private static final int BOX = 20;
    private static final int INK = 64;

    private Digit() {}

    /// The digit in a picture of any size, upright as its Exif tag says. A picture that is already 28 x 28 is not
    /// moved.
    ///
    /// @param file the bytes of a PNG or JPEG file
    /// @return 784 bytes, row by row
    /// @throws PictureException if there is no digit to be had
    public static byte[] read(byte[] file) {
        BufferedImage upright = Exif.orientation(file).upright(Gray.of(Decoder.decode(file, SIZE, SIZE)));
        WritableRaster gray = lightOnDark(upright).getRaster();
        boolean asItIs = gray.getWidth() == SIZE && gray.getHeight() == SIZE;
        return bytes(asItIs ? notEmpty(gray, false) : centred(notEmpty(gray, true)));
    }

    /// Inverts a picture whose border is light.
    private static BufferedImage lightOnDark(BufferedImage gray) {
        var raster = gray.getRaster();
        int width = raster.getWidth();
        int height = raster.getHeight();
        long border = 0;
        for (int x = 0; x < width; x++) {
            border += raster.getSample(x, 0, 0) + raster.getSample(x, height - 1, 0);
        }
        for (int y = 0; y < height; y++) {
            border += raster.getSample(0, y, 0) + raster.getSample(width - 1, y, 0);
        }
        if (border > 127L * 2 * (width + height)) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    raster.setSample(x, y, 0, 255 - raster.getSample(x, y, 0));
                }
            }
        }
        return gray;
    }

    /// Refuses a picture without contrast.
    ///
    /// @param stretch whether faint contrast becomes that of black and white, as all of MNIST's digits have it
    private static Raster notEmpty(WritableRaster gray, boolean stretch) {
        int[] row = new int[gray.getWidth()];
        int darkest = 255;
        int lightest = 0;
        for (int y = 0; y < gray.getHeight(); y++) {
            for (int value : gray.getSamples(0, y, row.length, 1, 0, row)) {
                darkest = Math.min(darkest, value);
                lightest = Math.max(lightest, value);
            }
        }
        if (lightest - darkest < INK) {
            throw new PictureException("is empty: nothing in it stands out from the ground.");
        }
        for (int y = 0; stretch && y < gray.getHeight(); y++) {
            gray.getSamples(0, y, row.length, 1, 0, row);
            for (int x = 0; x < row.length; x++) {
                row[x] = (row[x] - darkest) * 255 / (lightest - darkest);
            }
            gray.setSamples(0, y, row.length, 1, 0, row);
        }
        return gray;
    }

    private static Raster centred(Raster gray) {
        int left = gray.getWidth();
        int right = -1;
        int top = gray.getHeight();
        int bottom = -1;
        for (int y = 0; y < gray.getHeight(); y++) {
            for (int x = 0; x < gray.getWidth(); x++) {
                if (gray.getSample(x, y, 0) >= INK) {
                    left = Math.min(left, x);
                    right = Math.max(right, x);
                    top = Math.min(top, y);
                    bottom = Math.max(bottom, y);
                }
            }
        }
        var whole = new BufferedImage(gray.getWidth(), gray.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
        whole.setData(gray);
        var cut = whole.getSubimage(left, top, right - left + 1, bottom - top + 1);
        double scale = (double) BOX / Math.max(cut.getWidth(), cut.getHeight());
        int width = Math.max(1, (int) Math.round(cut.getWidth() * scale));
        int height = Math.max(1, (int) Math.round(cut.getHeight() * scale));
        var small = shrink(cut, width, height).getRaster();

        double mass = 0;
        double massX = 0;
        double massY = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int ink = small.getSample(x, y, 0);
                mass += ink;
                massX += ink * (x + 0.5);
                massY += ink * (y + 0.5);
            }
        }
        int offsetX = Math.clamp(Math.round(SIZE / 2.0 - massX / mass), 0, SIZE - width);
        int offsetY = Math.clamp(Math.round(SIZE / 2.0 - massY / mass), 0, SIZE - height);
        var result = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_BYTE_GRAY).getRaster();
        result.setRect(offsetX, offsetY, small);
        return result;
    }

    /// Halves as long as that is not too small, so that thin strokes of large pictures are not lost.
    private static BufferedImage shrink(BufferedImage image, int width, int height) {
        BufferedImage current = image;
        while (current.getWidth() >= 2 * width && current.getHeight() >= 2 * height) {
            current = Gray.scaled(current, current.getWidth() / 2, current.getHeight() / 2);
        }
        return Gray.scaled(current, width, height);
    }

    private static byte[] bytes(Raster raster) {
        byte[] bytes = new byte[SIZE * SIZE];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) raster.getSample(i % SIZE, i / SIZE, 0);
        }
        return bytes;
    }
}
