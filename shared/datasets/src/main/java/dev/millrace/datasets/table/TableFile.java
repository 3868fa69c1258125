package dev.millrace.datasets.table;

import dev.millrace.datasets.DatasetException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// What is seen of a table's file from outside.
final class TableFile {
    private TableFile() {}

    /// @param expected what it should be, for messages: `a CSV file`
    /// @throws DatasetException if it is no file that can be read
    static void check(Path file, String expected) {
        if (Files.isDirectory(file)) {
            throw new DatasetException(file + " is a folder. Expected: " + expected + ".");
        }
        if (!Files.exists(file)) {
            throw new DatasetException("There is no file " + file + ". Expected: " + expected + ".");
        }
        if (!Files.isReadable(file)) {
            throw new DatasetException(file + " may not be read by this user. Expected: " + expected + ".");
        }
    }

    /// Whether it begins as a Parquet file does.
    ///
    /// @throws DatasetException if it cannot be read
    static boolean isParquet(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(4), StandardCharsets.ISO_8859_1).equals("PAR1");
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    static DatasetException unreadable(Path file, IOException e) {
        return new DatasetException(file + " cannot be read: " + e, e);
    }
}
