package dev.millrace.datasets.images;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;

/// Any picture as one of 256 grays, with a ground under what is transparent.
final class Gray {
    /// From here on, of 255, a pixel counts as drawn.
    private static final int DRAWN = 64;

    private Gray() {}

    static BufferedImage of(BufferedImage image) {
        ColorModel colors = image.getColorModel();
        if (!colors.hasAlpha()) {
            return isGray(image) ? flat(image, new byte[0]) : scaled(image, image.getWidth(), image.getHeight());
        }
        return flat(image, opacity(image));
    }

    /// Drawn in another size, in gray; for pictures without transparency.
    static BufferedImage scaled(BufferedImage image, int width, int height) {
        var gray = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = gray.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(image, 0, 0, width, height, null);
        graphics.dispose();
        return gray;
    }

    /// Grays are taken as they are stored: the JDK holds them to be linear, and would change them on the way to RGB.
    private static boolean isGray(BufferedImage image) {
        return image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY
                && image.getSampleModel().getSampleSize(0) <= Short.SIZE;
    }

    private static byte[] opacity(BufferedImage image) {
        int width = image.getWidth();
        byte[] opacity = new byte[width * image.getHeight()];
        int[] row = new int[width];
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            for (int x = 0; x < width; x++) {
                opacity[y * width + x] = (byte) (row[x] >>> 24);
            }
        }
        return opacity;
    }

    /// @param opacity of each pixel; empty: all are opaque
    private static BufferedImage flat(BufferedImage image, byte[] opacity) {
        int width = image.getWidth();
        var result = new BufferedImage(width, image.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
        WritableRaster target = result.getRaster();
        Raster source = image.getRaster();
        boolean gray = isGray(image);
        int most = (1 << source.getSampleModel().getSampleSize(0)) - 1;
        int[] row = new int[width];
        for (int y = 0; y < image.getHeight(); y++) {
            if (gray) {
                source.getSamples(0, y, width, 1, 0, row);
            } else {
                image.getRGB(0, y, width, 1, row, 0, width);
            }
            for (int x = 0; x < width; x++) {
                target.setSample(x, y, 0, gray ? row[x] * 255 / most : luminance(row[x]));
            }
        }
        if (opacity.length > 0) {
            layOnGround(target, opacity);
        }
        return result;
    }

    /// Rec. 601's weights, as the JDK has them where it draws colours in gray.
    private static int luminance(int rgb) {
        return (77 * (rgb >> 16 & 0xff) + 150 * (rgb >> 8 & 0xff) + 29 * (rgb & 0xff) + 128) / 256;
    }

    private static void layOnGround(WritableRaster gray, byte[] opacity) {
        int ground = ground(gray, opacity);
        for (int y = 0; y < gray.getHeight(); y++) {
            for (int x = 0; x < gray.getWidth(); x++) {
                int alpha = opacity[y * gray.getWidth() + x] & 0xff;
                gray.setSample(x, y, 0, (gray.getSample(x, y, 0) * alpha + ground * (255 - alpha)) / 255);
            }
        }
    }

    /// What transparent pixels show. What is opaque is the digit, and its ground is then the opposite, white or black;
    /// unless it fills a rectangle and has contrast of its own: that is a sheet with a digit on it, and goes on.
    private static int ground(Raster gray, byte[] opacity) {
        int width = gray.getWidth();
        int left = width;
        int right = -1;
        int top = gray.getHeight();
        int bottom = -1;
        int darkest = 255;
        int lightest = 0;
        long opaque = 0;
        long sum = 0;
        for (int i = 0; i < opacity.length; i++) {
            if ((opacity[i] & 0xff) >= DRAWN) {
                int value = gray.getSample(i % width, i / width, 0);
                left = Math.min(left, i % width);
                right = Math.max(right, i % width);
                top = Math.min(top, i / width);
                bottom = i / width;
                darkest = Math.min(darkest, value);
                lightest = Math.max(lightest, value);
                opaque++;
                sum += value;
            }
        }
        boolean light = sum > 127 * opaque;
        boolean sheet = lightest - darkest >= DRAWN && 4 * opaque >= 3L * (right - left + 1) * (bottom - top + 1);
        return light == sheet ? 255 : 0;
    }
}
