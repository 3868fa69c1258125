package dev.millrace.keras;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Entries of a zip: written stored, under one date; read stored or deflated, up to a limit, their checksum
/// verified.
final class KerasZip {
    /// For the first second that a zip can name, and for none after it, Java adds a field that depends on the time
    /// zone.
    private static final LocalDateTime DATE = LocalDateTime.of(1980, 2, 1, 0, 0);

    private static final int BUFFER = 1 << 16;

    private KerasZip() {}

    static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        var checksum = new CRC32();
        checksum.update(content);
        zip.putNextEntry(stored(name, content.length, checksum));
        zip.write(content);
        zip.closeEntry();
    }

    static void put(ZipOutputStream zip, String name, Path content) throws IOException {
        var checksum = new CRC32();
        try (var sink = new CheckedOutputStream(OutputStream.nullOutputStream(), checksum)) {
            Files.copy(content, sink);
        }
        zip.putNextEntry(stored(name, Files.size(content), checksum));
        Files.copy(content, zip);
        zip.closeEntry();
    }

    private static ZipEntry stored(String name, long size, CRC32 checksum) {
        var entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(size);
        entry.setCrc(checksum.getValue());
        entry.setTimeLocal(DATE);
        return entry;
    }

    /// Copies an entry, however large its header says it is, as long as it holds at most `limit` bytes.
    ///
    /// @param expectation what the limit follows from, for the message
    /// @throws KerasFileException if it is missing, larger or damaged
    static void copy(ZipFile zip, String name, long limit, String expectation, OutputStream sink) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            List<String> found = zip.stream().map(ZipEntry::getName).limit(10).toList();
            throw new KerasFileException(
                    zip.getName() + ": '" + name + "' is missing, which a .keras file has. Found: " + found + ".");
        }
        var checksum = new CRC32();
        try (InputStream source = new CheckedInputStream(zip.getInputStream(entry), checksum)) {
            byte[] buffer = new byte[BUFFER];
            long copied = 0;
            for (int read = source.read(buffer); read >= 0; read = source.read(buffer)) {
                copied += read;
                if (copied > limit) {
                    throw new KerasFileException(zip.getName() + ": '" + name + "' is larger than the " + limit
                            + " bytes that " + expectation + ".");
                }
                sink.write(buffer, 0, read);
            }
        }
        if (checksum.getValue() != entry.getCrc()) {
            throw new KerasFileException(zip.getName() + ": '" + name + "' is damaged: its checksum is "
                    + Long.toHexString(checksum.getValue()) + ", expected " + Long.toHexString(entry.getCrc()) + ".");
        }
    }
}
