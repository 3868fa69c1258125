package dev.millrace.standalone.command;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/// Data that a person might bring, which is learnt in a moment.
final class OwnData {
    private OwnData() {}

    /// Flowers: two lengths that depend on the species, and a meadow that does not; species `rose`, `"wild" oat` and
    /// `lily, white` in turn.
    static Path flowers(Path file, int rows) throws IOException {
        List<String> species = List.of("rose", "\"\"wild\"\" oat", "lily, white");
        var random = new Random(5);
        var text = new StringBuilder("petal,sepal,meadow,species\n");
        for (int i = 0; i < rows; i++) {
            int kind = i % 3;
            text.append(String.format(
                    Locale.ROOT,
                    "%.2f,%.2f,%s,\"%s\"%n",
                    3 * kind + random.nextGaussian() / 4,
                    5 - 2 * kind + random.nextGaussian() / 4,
                    i % 2 == 0 ? "north" : "south",
                    species.get(kind)));
        }
        return Files.writeString(file, text.toString());
    }

    /// Houses as a German spreadsheet writes them; the rent is 0.02 times the area, and 2 more in Zug.
    static Path houses(Path file, int rows) throws IOException {
        var random = new Random(6);
        var text = new StringBuilder("Fläche;Ort;Miete\n");
        for (int i = 0; i < rows; i++) {
            double area = 20 + random.nextInt(1800) / 10.0;
            boolean zug = random.nextBoolean();
            text.append(String.format(
                    Locale.GERMAN, "%.1f;%s;%.3f%n", area, zug ? "Zug" : "Bern", 0.02 * area + (zug ? 2 : 0)));
        }
        return Files.writeString(file, text.toString());
    }

    /// A folder for each of three colours with pictures of different sizes; those of index 0 are JPEG.
    static Path colours(Path folder, int each) throws IOException {
        Map<String, Color> colours = Map.of(
                "orange", new Color(230, 140, 20), "teal", new Color(10, 150, 140), "violet", new Color(120, 20, 200));
        for (var colour : colours.entrySet()) {
            Path of = Files.createDirectories(folder.resolve(colour.getKey()));
            for (int i = 0; i < each; i++) {
                var image = new BufferedImage(9 + i % 4, 12 + i % 7, BufferedImage.TYPE_INT_RGB);
                Graphics2D graphics = image.createGraphics();
                graphics.setColor(i % 3 == 0 ? colour.getValue().darker() : colour.getValue());
                graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
                graphics.dispose();
                String format = i == 0 ? "jpg" : "png";
                ImageIO.write(image, format, of.resolve("p" + i + "." + format).toFile());
            }
        }
        return folder;
    }

    /// What `numpy.savez` writes: `x` of float32 `(rows, 4)`, and `y` of uint8, the number of the first 1 in `x`.
    static Path arrays(Path file, int rows) throws IOException {
        ByteBuffer x = ByteBuffer.allocate(rows * 4 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer y = ByteBuffer.allocate(rows);
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < 4; k++) {
                x.putFloat(k == i % 4 ? 1 : 0);
            }
            y.put((byte) (i % 4));
        }
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            put(zip, "x.npy", "<f4", "(" + rows + ", 4)", x.array());
            put(zip, "y.npy", "|u1", "(" + rows + ",)", y.array());
        }
        return file;
    }

    private static void put(ZipOutputStream zip, String name, String type, String shape, byte[] values)
            throws IOException {
        String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
        header += " ".repeat(64 - (10 + header.length() + 1) % 64) + "\n";
        zip.putNextEntry(new ZipEntry(name));
        zip.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
        zip.write(header.getBytes(StandardCharsets.US_ASCII));
        zip.write(values);
        zip.closeEntry();
    }
}
