package dev.millrace.standalone.owndata;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/// Data of one kind, how it is described, and how it is trained.
///
/// @param name for messages
/// @param dataset its kind and the kind's options
/// @param batchSize examples of a step
/// @param epochs passes over the training examples
/// @param raw files to predict
/// @param predictions how many predictions these give
/// @param answers what a prediction may be, as a regular expression
record OwnData(
        String name, JsonNode dataset, int batchSize, int epochs, List<Path> raw, int predictions, String answers) {
    private static final String NUMBER = "-?\\d+(\\.\\d+)?([eE]-?\\d+)?";

    /// Every kind, its files written to `folder`.
    static List<OwnData> all(Path folder) throws IOException, SQLException {
        return List.of(
                houses(folder),
                animals(folder),
                parquet(folder),
                joined(folder),
                pictures(folder),
                arrays(folder),
                manyClasses(folder));
    }

    /// A regression as a German spreadsheet exports it: semicolons, a decimal comma, a column of texts.
    private static OwnData houses(Path folder) throws IOException {
        Random random = new Random(1);
        List<String> rows = new ArrayList<>(List.of("Ort;Fläche;Zimmer;Preis"));
        String[] places = {"Berlin", "Köln", "Ulm"};
        for (int i = 0; i < 500; i++) {
            int place = random.nextInt(3);
            double area = 40 + 100 * random.nextDouble();
            int roomCount = 1 + random.nextInt(5);
            double price = 1000 * (place + 1) + 30 * area + 200 * roomCount;
            rows.add(String.format(Locale.GERMANY, "%s;%.1f;%d;%.2f", places[place], area, roomCount, price));
        }
        Path file = Files.write(folder.resolve("häuser.csv"), rows);
        return new OwnData(
                "csv, regression",
                json("{'csv': {'file': '%s', 'target': 'Preis'}}", file),
                16,
                2,
                List.of(file),
                500,
                NUMBER);
    }

    /// Classes that are texts, two columns of texts, a decimal comma; one example a step.
    private static OwnData animals(Path folder) throws IOException {
        Random random = new Random(2);
        List<String> rows = new ArrayList<>(List.of("\"colour\",\"size\",\"weight\",\"animal\""));
        String[] animals = {"cat", "dog", "mouse"};
        for (int i = 0; i < 60; i++) {
            int animal = random.nextInt(3);
            String weight = String.format(Locale.GERMANY, "%.2f", 5.5 * animal + random.nextDouble());
            rows.add("\"%s\",\"%s\",\"%s\",\"%s\""
                    .formatted(
                            random.nextBoolean() ? "black" : "white",
                            animal == 1 ? "large" : "small",
                            weight,
                            animals[animal]));
        }
        Path file = Files.write(folder.resolve("animals.csv"), rows);
        return new OwnData(
                "csv, classes, one example a step",
                json("{'csv': {'file': '%s', 'target': 'animal', 'decimal': ','}}", file),
                1,
                1,
                List.of(file),
                60,
                "cat|dog|mouse");
    }

    /// Mini-batches of 20,000, each larger than a record.
    private static OwnData parquet(Path folder) throws IOException, SQLException {
        Path file = folder.resolve("measured.parquet");
        writeParquet(file, 200_000, 30);
        Path few = folder.resolve("few.parquet");
        writeParquet(few, 10, 30);
        return new OwnData(
                "parquet, 20,000 examples a step",
                json("{'parquet': {'file': '%s', 'target': 'y'}}", file),
                20_000,
                6,
                List.of(few),
                10,
                NUMBER);
    }

    /// Writes rows of numbers, and a target `y` that depends on them.
    static void writeParquet(Path file, int rows, int columns) throws SQLException {
        StringBuilder select = new StringBuilder("SELECT ");
        for (int i = 0; i < columns; i++) {
            select.append("((r * ")
                    .append(7919 + 2 * i)
                    .append(") % 1009) / 1009.0 AS x")
                    .append(i)
                    .append(", ");
        }
        select.append("((r * 7919) % 1009) / 500.0 + ((r * 7921) % 1009) / 300.0 AS y FROM range(")
                .append(rows);
        try (Connection database = DriverManager.getConnection("jdbc:duckdb:");
                var statement = database.createStatement()) {
            statement.execute("COPY (" + select + ") t(r)) TO '" + file + "' (FORMAT parquet, ROW_GROUP_SIZE 50000)");
        }
    }

    private static OwnData joined(Path folder) throws IOException {
        Random random = new Random(3);
        List<String> orders = new ArrayList<>(List.of("id,customer,amount"));
        List<String> customers = new ArrayList<>(List.of("customer,country"));
        for (int i = 0; i < 400; i++) {
            orders.add(i + "," + random.nextInt(40) + "," + random.nextInt(1000) / 10.0);
        }
        for (int i = 0; i < 40; i++) {
            customers.add(i + "," + (i % 2 == 0 ? "DE" : "FR"));
        }
        Path orderFile = Files.write(folder.resolve("orders.csv"), orders);
        Path customerFile = Files.write(folder.resolve("customers.csv"), customers);
        Path rows = folder.resolve("joined.csv");
        Files.write(rows, List.of("amount,vip", "3.5,1", "80,0"));
        return new OwnData(
                "query, a join of two files",
                json(
                        "{'query': {'sql': 'SELECT amount, CASE WHEN customer < 10 THEN 1 ELSE 0 END AS vip, country FROM"
                                + " orders JOIN customers USING (customer) ORDER BY id', 'files': {'orders': '%s',"
                                + " 'customers': '%s'}, 'target': 'country', 'split': {'stratify': true}}}",
                        orderFile, customerFile),
                16,
                2,
                List.of(rows),
                2,
                "DE|FR");
    }

    private static OwnData pictures(Path folder) throws IOException {
        Random random = new Random(4);
        Path pictures = folder.resolve("pictures");
        String[] colours = {"blue", "green", "red"};
        List<Path> all = new ArrayList<>();
        for (int kind = 0; kind < 3; kind++) {
            Path ofKind = Files.createDirectories(pictures.resolve(colours[kind]));
            for (int i = 0; i < 60; i++) {
                var picture =
                        new BufferedImage(10 + random.nextInt(30), 10 + random.nextInt(30), BufferedImage.TYPE_INT_RGB);
                for (int x = 0; x < picture.getWidth(); x++) {
                    for (int y = 0; y < picture.getHeight(); y++) {
                        picture.setRGB(x, y, (150 + random.nextInt(100)) << (8 * kind));
                    }
                }
                Path file = ofKind.resolve(i + (i % 2 == 0 ? ".png" : ".jpg"));
                ImageIO.write(picture, i % 2 == 0 ? "png" : "jpg", file.toFile());
                all.add(file);
            }
        }
        return new OwnData(
                "images, of different sizes",
                json("{'images': {'folder': '%s', 'size': [12, 16]}}", pictures),
                8,
                2,
                all.subList(0, 5),
                5,
                "blue|green|red");
    }

    /// Fortran order, big-endian, 4096 examples a step.
    private static OwnData arrays(Path folder) throws IOException {
        int rows = 60_000;
        Random random = new Random(5);
        ByteBuffer x = ByteBuffer.allocate(rows * 8 * 8).order(ByteOrder.BIG_ENDIAN);
        ByteBuffer y = ByteBuffer.allocate(rows * 4).order(ByteOrder.BIG_ENDIAN);
        for (int row = 0; row < rows; row++) {
            int kind = random.nextInt(4);
            for (int column = 0; column < 8; column++) {
                x.putDouble(8 * (column * rows + row), random.nextGaussian() + (column == kind ? 3 : 0));
            }
            y.putInt(kind);
        }
        Path file = folder.resolve("arrays.npz");
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            array(zip, "x", ">f8", true, "(60000, 8)", x.array());
            array(zip, "y", ">i4", false, "(60000,)", y.array());
        }
        return new OwnData(
                "npz, Fortran order, big-endian, 4096 examples a step",
                json("{'npz': {'file': '%s'}}", file),
                4096,
                3,
                List.of(file),
                rows,
                "[0-3]");
    }

    private static void array(
            ZipOutputStream zip, String name, String type, boolean fortran, String shape, byte[] values)
            throws IOException {
        String dictionary = "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }"
                .formatted(type, fortran ? "True" : "False", shape);
        int length = (10 + dictionary.length() + 1 + 63) / 64 * 64 - 10;
        ByteBuffer header = ByteBuffer.allocate(10 + length).order(ByteOrder.LITTLE_ENDIAN);
        header.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0);
        header.putShort((short) length).put(dictionary.getBytes(StandardCharsets.US_ASCII));
        while (header.remaining() > 1) {
            header.put((byte) ' ');
        }
        header.put((byte) '\n');
        zip.putNextEntry(new ZipEntry(name + ".npy"));
        zip.write(header.array());
        zip.write(values);
        zip.closeEntry();
    }

    /// Pictures of 4 x 4 pixels of 300 classes, their numbers as 16-bit integers.
    private static OwnData manyClasses(Path folder) throws IOException {
        Path files = Files.createDirectories(folder.resolve("classes"));
        for (String part : List.of("train", "t10k")) {
            int rows = part.equals("train") ? 900 : 300;
            ByteBuffer images = ByteBuffer.allocate(16 + rows * 16)
                    .putInt(0x803)
                    .putInt(rows)
                    .putInt(4)
                    .putInt(4);
            ByteBuffer labels = ByteBuffer.allocate(8 + rows * 2).putInt(0xB01).putInt(rows);
            for (int i = 0; i < rows; i++) {
                for (int pixel = 0; pixel < 16; pixel++) {
                    images.put((byte) (pixel < 9 && (((i % 300) >> pixel) & 1) == 1 ? 255 : 0));
                }
                labels.putShort((short) (i % 300));
            }
            Files.write(files.resolve(part + "-images-idx3-ubyte"), images.array());
            Files.write(files.resolve(part + "-labels-idx1-ubyte"), labels.array());
        }
        var picture = new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_GRAY);
        Path raw = folder.resolve("one.png");
        ImageIO.write(picture, "png", raw.toFile());
        return new OwnData(
                "idx, 300 classes", json("{'idx': {'folder': '%s'}}", files), 32, 2, List.of(raw), 1, "\\d{1,3}");
    }

    private static JsonNode json(String text, Object... paths) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"').formatted(paths));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
