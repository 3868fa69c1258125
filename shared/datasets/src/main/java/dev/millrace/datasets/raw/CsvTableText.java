package dev.millrace.datasets.raw;

import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.TablePreparation;
import dev.millrace.datasets.table.TableRows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Rows of a table in a text of CSV: read by the database, from a file, so that they are what the same file is to
/// training and to `millrace predict`.
final class CsvTableText {
    private CsvTableText() {}

    static InputRows read(String text, TablePreparation preparation) {
        try {
            Path folder = Files.createTempDirectory("millrace-rows");
            try {
                Path file = Files.writeString(folder.resolve("rows.csv"), text);
                return read(file, folder, preparation);
            } catch (DatasetException e) {
                // The folder is nobody's business.
                throw new DatasetException(String.valueOf(e.getMessage()).replace(folder + "/", ""), e);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("No temporary file for CSV can be made: " + e.getMessage(), e);
        }
    }

    private static InputRows read(Path file, Path folder, TablePreparation preparation) {
        var dialect = Optional.of(preparation.dialect().withEncoding("utf-8"));
        Map<String, Long> unknown = new TreeMap<>();
        var data = new ByteArrayOutputStream();
        byte[] row = new byte[Math.multiplyExact(preparation.width(), Float.BYTES)];
        ByteBuffer one = ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN);
        int count = 0;
        try (var rows = TableRows.open(file, preparation, dialect, new DataFolders(Optional.empty(), folder))) {
            while (rows.next()) {
                one.clear();
                for (float input : rows.inputs()) {
                    one.putFloat(input);
                }
                data.writeBytes(row);
                InputRows.checkSize(count + 1, row.length);
                rows.unknown().forEach(column -> unknown.merge(column, 1L, Long::sum));
                count++;
            }
        }
        if (count == 0) {
            throw new DatasetException("CSV is a line with the columns' names, then one per row. Received: no row.");
        }
        return new InputRows(count, ByteBuffer.wrap(data.toByteArray()), UnknownTexts.notes(unknown));
    }

    private static void delete(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.deleteIfExists(each);
            }
        }
    }
}
