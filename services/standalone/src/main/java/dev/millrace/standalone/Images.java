package dev.millrace.standalone;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/// Pictures as MNIST has them: light on dark, the digit in a box of 20 x 20 pixels, its centre of mass in the
/// middle of 28 x 28.
final class Images {
    private static final int SIZE = 28;
    private static final int BOX = 20;
    private static final int INK = 64;

    private Images() {}

    /// Reads a PNG or JPEG of any size. A picture that is already 28 x 28 and light on dark is taken as it is.
    ///
    /// @return 784 bytes, row by row
    /// @throws UserException if the file is no picture
    static byte[] read(Path file) {
        BufferedImage image;
        try {
            image = ImageIO.read(new ByteArrayInputStream(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UserException("Cannot read the picture " + file + ": " + Trouble.with(e) + ".");
        }
        if (image == null) {
            throw new UserException(file + " is not a picture. Give a PNG or JPEG file.");
        }
        Raster gray =
                lightOnDark(draw(image, image.getWidth(), image.getHeight())).getRaster();
        boolean asItIs = gray.getWidth() == SIZE && gray.getHeight() == SIZE;
        return bytes(asItIs ? gray : centred(gray, file));
    }

    /// Whatever it was, as gray on white ground where it is transparent.
    private static BufferedImage draw(BufferedImage image, int width, int height) {
        var gray = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = gray.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(image, 0, 0, width, height, Color.WHITE, null);
        graphics.dispose();
        return gray;
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

    private static Raster centred(Raster gray, Path file) {
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
        if (right < left) {
            throw new UserException(file + " is empty: nothing in it stands out from the ground.");
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
            current = draw(current, current.getWidth() / 2, current.getHeight() / 2);
        }
        return draw(current, width, height);
    }

    private static byte[] bytes(Raster raster) {
        byte[] bytes = new byte[SIZE * SIZE];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) raster.getSample(i % SIZE, i / SIZE, 0);
        }
        return bytes;
    }
}
