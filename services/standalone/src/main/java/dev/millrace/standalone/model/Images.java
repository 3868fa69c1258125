package dev.millrace.standalone.model;

import dev.millrace.datasets.Preparation;
import dev.millrace.datasets.images.PictureException;
import dev.millrace.datasets.raw.RawInputs;
import dev.millrace.standalone.output.IoErrors;
import dev.millrace.standalone.output.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/// Files with pictures.
public final class Images {
    private static final int MOST_BYTES = 64 << 20;

    private Images() {}

    /// Reads a PNG or JPEG of any size as a digit like MNIST's.
    ///
    /// @return 28 x 28 = 784 bytes, row by row
    /// @throws UserException if the file cannot be read, is no picture, or has no digit in it
    public static byte[] read(Path file) {
        return read(file, new Preparation.Digit());
    }

    /// Reads a picture as those that a model was trained with.
    ///
    /// @return the bytes of one input, row by row
    /// @throws UserException if the file cannot be read, or is no picture
    public static byte[] read(Path file, Preparation preparation) {
        return read(file, bytes -> RawInputs.pixels(bytes, preparation));
    }

    private static byte[] read(Path file, UnaryOperator<byte[]> reading) {
        if (Files.isDirectory(file)) {
            throw new UserException(file + " is a folder, not a picture. Give a PNG or JPEG file.");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new UserException(file + " is too large: more than " + (MOST_BYTES >> 20)
                        + " MiB. Give a smaller PNG or JPEG file.");
            }
            return reading.apply(bytes);
        } catch (IOException e) {
            throw new UserException("Cannot read the picture " + file + ": " + IoErrors.with(e) + ".");
        } catch (PictureException e) {
            throw new UserException(file + " " + e.getMessage());
        }
    }
}
