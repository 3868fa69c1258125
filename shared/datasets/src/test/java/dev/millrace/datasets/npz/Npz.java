package dev.millrace.datasets.npz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Writes NPZ files for tests, byte by byte.
final class Npz {
    private final Map<String, byte[]> arrays = new LinkedHashMap<>();

    /// An array of version 1.
    Npz array(String name, String descr, boolean fortran, String shape, byte[] values) {
        String header = "{'descr': '" + descr + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': "
                + shape + ", }";
        return raw(name, header, values);
    }

    /// An array of version 1 with any header.
    Npz raw(String name, String header, byte[] values) {
        byte[] text = (header + "\n").getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer array = ByteBuffer.allocate(10 + text.length + values.length).order(ByteOrder.LITTLE_ENDIAN);
        array.put(NpyHeader.MAGIC).put((byte) 1).put((byte) 0).putShort((short) text.length);
        array.put(text).put(values);
        return entry(name, array.array());
    }

    /// An entry of any bytes.
    Npz entry(String name, byte[] bytes) {
        arrays.put(name, bytes);
        return this;
    }

    Npz floats(String name, String shape, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return array(name, "<f4", false, shape, bytes.array());
    }

    Npz doubles(String name, String shape, double... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            bytes.putDouble(value);
        }
        return array(name, "<f8", false, shape, bytes.array());
    }

    Npz longs(String name, String shape, long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            bytes.putLong(value);
        }
        return array(name, "<i8", false, shape, bytes.array());
    }

    Npz bytes(String name, String shape, int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return array(name, "|u1", false, shape, bytes);
    }

    Path write(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                var zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
                zip.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
                zip.write(array.getValue());
                zip.closeEntry();
            }
        }
        return file;
    }

    /// Values of type `<f4` in Fortran or C order.
    static byte[] floats(float... values) {
        var bytes = new ByteArrayOutputStream();
        for (float value : values) {
            bytes.writeBytes(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putFloat(value)
                    .array());
        }
        return bytes.toByteArray();
    }
}
