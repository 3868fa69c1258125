package dev.millrace.standalone.output;

import dev.millrace.keras.AtomicFile;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

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
            throw new UserException("Cannot write " + file + ": " + IoErrors.with(e) + ".");
        }
    }

    /// Writes all of it or nothing.
    ///
    /// @throws UserException if it cannot be written
    public static void write(Path file, byte[] contents) {
        try {
            AtomicFile.write(file, part -> Files.write(part, contents));
        } catch (IOException e) {
            throw new UserException("Cannot write " + file + ": " + IoErrors.with(e) + ".");
        }
    }

    /// What writes lines.
    @FunctionalInterface
    public interface Lines {
        /// Gives them to `sink`, one after the other, without their ends.
        void to(Consumer<String> sink);
    }

    /// Writes lines in UTF-8 as they come, all of them or nothing.
    ///
    /// @throws UserException if they cannot be written
    public static void writeLines(Path file, Lines lines) {
        try {
            AtomicFile.write(file, part -> {
                try (BufferedWriter writer = Files.newBufferedWriter(part)) {
                    lines.to(line -> {
                        try {
                            writer.write(line);
                            writer.write('\n');
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
                } catch (UncheckedIOException e) {
                    throw e.getCause();
                }
            });
        } catch (IOException e) {
            throw new UserException("Cannot write " + file + ": " + IoErrors.with(e) + ".");
        }
    }
}
