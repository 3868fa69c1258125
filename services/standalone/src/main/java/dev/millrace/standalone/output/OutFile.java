package dev.millrace.standalone.output;

import dev.millrace.keras.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file that a command leaves behind.
public final class OutFile {
    private OutFile() {}

    /// Refuses a file that could not be written, before there is anything to write.
    ///
    /// @throws UserException saying why
    public static void check(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new UserException("Cannot write " + file + ": its folder does not exist. Make it first.");
        }
        if (Files.isDirectory(file)) {
            throw new UserException("Cannot write " + file + ": it is a folder.");
        }
        try {
            Files.delete(Files.createTempFile(folder, ".millrace", ".part"));
        } catch (IOException e) {
            throw new UserException("Cannot write " + file + ": " + Trouble.with(e) + ".");
        }
    }

    /// Writes all of it or nothing.
    ///
    /// @throws UserException if it cannot be written
    public static void write(Path file, byte[] contents) {
        try {
            AtomicFile.write(file, part -> Files.write(part, contents));
        } catch (IOException e) {
            throw new UserException("Cannot write " + file + ": " + Trouble.with(e) + ".");
        }
    }
}
