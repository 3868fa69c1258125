package dev.millrace.standalone.model;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;

/// A 7, of 160 x 200 pixels, in many disguises.
final class Seven {
    static final int WIDTH = 160;
    static final int HEIGHT = 200;

    private static final Color CLEAR = new Color(255, 255, 255, 0);

    private Seven() {}

    static BufferedImage blackOnWhite() {
        return drawn(BufferedImage.TYPE_INT_RGB, Color.BLACK, Color.WHITE);
    }

    static BufferedImage drawn(int type, Color ink, Color ground) {
        return draw(new BufferedImage(WIDTH, HEIGHT, type), ink, ground);
    }

    static BufferedImage onTransparent(Color ink) {
        return drawn(BufferedImage.TYPE_INT_ARGB, ink, new Color(ink.getRGB() & 0xffffff, true));
    }

    private static BufferedImage draw(BufferedImage image, Color ink, Color ground) {
        Graphics2D graphics = image.createGraphics();
        graphics.setBackground(ground);
        graphics.clearRect(0, 0, image.getWidth(), image.getHeight());
        graphics.setColor(ink);
        graphics.setStroke(new BasicStroke(16));
        graphics.drawPolyline(new int[] {30, 130, 70}, new int[] {40, 40, 170}, 3);
        graphics.dispose();
        return image;
    }

    /// Gray with an alpha channel; clear: the ground is transparent, under which lies the gray of the ink.
    static BufferedImage grayWithAlpha(int ink, boolean clear) {
        var colors = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_GRAY),
                true,
                false,
                Transparency.TRANSLUCENT,
                DataBuffer.TYPE_BYTE);
        WritableRaster raster = colors.createCompatibleWritableRaster(WIDTH, HEIGHT);
        var seven = blackOnWhite();
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                boolean drawn = (seven.getRGB(x, y) & 0xff) == 0;
                raster.setSample(x, y, 0, drawn || clear ? ink : 255);
                raster.setSample(x, y, 1, drawn || !clear ? 255 : 0);
            }
        }
        return new BufferedImage(colors, raster, false, null);
    }

    static BufferedImage paletteWithTransparency() {
        byte[] gray = {(byte) 255, 20};
        var colors = new IndexColorModel(1, 2, gray, gray, gray, 0);
        return draw(
                new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_BINARY, colors), new Color(20, 20, 20), CLEAR);
    }

    /// A black 7 on a white sheet with transparent edges.
    static BufferedImage onASheet() {
        var image = new BufferedImage(WIDTH + 40, HEIGHT + 40, BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = image.createGraphics();
        graphics.drawImage(blackOnWhite(), 20, 20, null);
        graphics.dispose();
        return image;
    }

    static byte[] encoded(BufferedImage image, String format) throws IOException {
        var bytes = new ByteArrayOutputStream();
        if (!ImageIO.write(image, format, bytes)) {
            throw new IOException("no " + format + " of this");
        }
        return bytes.toByteArray();
    }

    /// A JPEG in the colours of print, the 7 in the fourth of them; 255 is no ink, as JPEGs have it.
    static byte[] cmykJpeg() throws IOException {
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, WIDTH, HEIGHT, 4, null);
        BufferedImage seven = blackOnWhite();
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int[] inks = {255, 255, 255, seven.getRGB(x, y) & 0xff};
                raster.setPixel(x, y, inks);
            }
        }
        var bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (var out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(new IIOImage(raster, null, null));
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /// A PNG that claims a size and has no pixels.
    static byte[] pngHeader(int width, int height) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var header = new ByteArrayOutputStream();
        var out = new DataOutputStream(header);
        out.writeInt(width);
        out.writeInt(height);
        out.write(new byte[] {1, 0, 0, 0, 0});
        bytes.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        bytes.writeBytes(chunk("IHDR", header.toByteArray()));
        bytes.writeBytes(chunk("IDAT", new byte[0]));
        return bytes.toByteArray();
    }

    static byte[] chunk(String type, byte[] data) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        var crc = new CRC32();
        crc.update(name);
        crc.update(data);
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeInt(data.length);
        out.write(name);
        out.write(data);
        out.writeInt((int) crc.getValue());
        return bytes.toByteArray();
    }

    /// `file` with `inserted` at an offset.
    static byte[] with(byte[] file, int offset, byte[] inserted) {
        var bytes = new ByteArrayOutputStream();
        bytes.write(file, 0, offset);
        bytes.writeBytes(inserted);
        bytes.write(file, offset, file.length - offset);
        return bytes.toByteArray();
    }
}
