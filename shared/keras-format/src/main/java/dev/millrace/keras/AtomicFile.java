package dev.millrace.keras;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/// Replaces a file only once its successor is complete and on disk: a full disk or a crash leaves what was there.
public final class AtomicFile {
    /// Writes to the path that it is given.
    public interface Content {
        void write(Path part) throws IOException;
    }

    private AtomicFile() {}

    /// Has `content` write beside `file`, and moves that into its place.
    public static void write(Path file, Content content) throws IOException {
        Path part = beside(file, "part");
        try {
            content.write(part);
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /// A path in the folder of `file` that nobody else uses.
    static Path beside(Path file, String suffix) {
        return file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + "." + suffix);
    }
}
