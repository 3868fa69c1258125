package dev.millrace.standalone.run;

import dev.millrace.runfile.RunFile;
import dev.millrace.standalone.output.IoErrors;
import dev.millrace.standalone.output.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// Run files on this machine's disk.
public final class RunFiles {
    /// The longest that is read; a request on the topic is no longer either.
    private static final int MOST_BYTES = 1 << 20;

    private RunFiles() {}

    /// Reads a run file. Relative paths of the dataset are those beside the file.
    ///
    /// @throws UserException if it cannot be read
    /// @throws RunFileException if it is not sound
    public static RunFile read(Path file) {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a folder");
        return RunFile.read(text(file), file.toString()).beside(folder);
    }

    private static String text(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new UserException("The run file " + file + " is too long: more than " + (MOST_BYTES >> 20)
                        + " MiB. Is it another file?");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IOException e) {
            throw new UserException("Cannot read the run file " + file + ": " + IoErrors.with(e) + ".");
        }
    }
}
