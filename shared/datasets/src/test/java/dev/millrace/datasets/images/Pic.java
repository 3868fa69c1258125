package dev.millrace.datasets.images;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/// Makes picture files for tests.
final class Pic {
    private Pic() {}

    /// A file beside this class, made by `make_pictures.py`.
    static byte[] resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(Pic.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }

    /// A gray PNG.
    static byte[] gray(int width, int height, int... values) throws IOException {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setPixels(0, 0, width, height, values);
        return encoded(image, "png");
    }

    /// A PNG in colour, each value `0xRRGGBB`.
    static byte[] rgb(int width, int height, int... values) throws IOException {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, width, height, values, 0, width);
        return encoded(image, "png");
    }

    /// A gray PNG of one value.
    static byte[] flat(int width, int height, int value) throws IOException {
        int[] values = new int[width * height];
        Arrays.fill(values, value);
        return gray(width, height, values);
    }

    static byte[] encoded(BufferedImage image, String format) throws IOException {
        var out = new ByteArrayOutputStream();
        if (!ImageIO.write(image, format, out)) {
            throw new IOException("cannot write " + format);
        }
        return out.toByteArray();
    }

    /// A PNG with a header and an empty chunk of pixels.
    static byte[] pngHeader(int width, int height) throws IOException {
        var header = new ByteArrayOutputStream();
        var data = new DataOutputStream(header);
        data.writeInt(width);
        data.writeInt(height);
        data.write(new byte[] {8, 2, 0, 0, 0});
        byte[] signature = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};
        return with(with(signature, 8, chunk("IHDR", header.toByteArray())), 33, chunk("IDAT", new byte[0]));
    }

    /// After the header of a PNG.
    static byte[] withChunk(byte[] png, String type, byte[] data) throws IOException {
        return with(png, 33, chunk(type, data));
    }

    private static byte[] chunk(String type, byte[] data) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        var checksum = new CRC32();
        checksum.update(name);
        checksum.update(data);
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeInt(data.length);
        out.write(name);
        out.write(data);
        out.writeInt((int) checksum.getValue());
        return bytes.toByteArray();
    }

    /// At the beginning of a JPEG.
    static byte[] withSegment(byte[] jpeg, int marker, byte[] data) {
        ByteBuffer segment = ByteBuffer.allocate(4 + data.length);
        segment.put((byte) 0xff)
                .put((byte) marker)
                .putShort((short) (data.length + 2))
                .put(data);
        return with(jpeg, 2, segment.array());
    }

    /// A block of tags with an orientation.
    static byte[] exif(int orientation, boolean little) {
        ByteBuffer tiff = ByteBuffer.allocate(26).order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        tiff.put((byte) (little ? 'I' : 'M'))
                .put((byte) (little ? 'I' : 'M'))
                .putShort((short) 42)
                .putInt(8);
        tiff.putShort((short) 1);
        tiff.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
        return tiff.array();
    }

    static byte[] with(byte[] file, int offset, byte[] inserted) {
        byte[] result = new byte[file.length + inserted.length];
        System.arraycopy(file, 0, result, 0, offset);
        System.arraycopy(inserted, 0, result, offset, inserted.length);
        System.arraycopy(file, offset, result, offset + inserted.length, file.length - offset);
        return result;
    }

    /// As numbers from 0 to 255.
    static int[] unsigned(byte[] bytes) {
        int[] values = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            values[i] = bytes[i] & 0xff;
        }
        return values;
    }
}
