package dev.millrace.datasets.images;

import dev.millrace.datasets.PicturePreparation;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Picture files as inputs of a model: PNG, JPEG, GIF (its first picture) and BMP. Turned as their Exif tag says, what
/// is transparent laid on white, then resized; values as they are stored, without any colour profile. The same file
/// gives the same bytes, in training and in prediction.
public final class Pictures {
    private static final int MOST_BYTES = 64 << 20;
    private static final int INKS = 4;

    private Pictures() {}

    /// The input that a picture file becomes: `height * width * channels` bytes, row by row.
    ///
    /// @throws PictureException if it cannot be read, is no picture, is damaged or too large
    public static byte[] read(Path file, PicturePreparation preparation) {
        return of(bytes(file), preparation);
    }

    /// The input that the bytes of a picture file become, likewise.
    ///
    /// @throws PictureException if they are no picture, damaged or too large
    public static byte[] of(byte[] file, PicturePreparation preparation) {
        byte[] plain = plain(file);
        Orientation orientation = Exif.orientation(file);
        int height = orientation.transposed() ? preparation.width() : preparation.height();
        int width = orientation.transposed() ? preparation.height() : preparation.width();
        BufferedImage image = Decoder.decode(plain, width, height);
        return Resize.of(Pixels.of(image, preparation.channels()), height, width)
                .upright(orientation)
                .values();
    }

    /// What the header of a picture says, its sides as they are seen.
    ///
    /// @throws PictureException if it cannot be read or is no picture
    static Decoder.Header header(Path file) {
        byte[] bytes = bytes(file);
        Decoder.Header header = Decoder.header(plain(bytes));
        return Exif.orientation(bytes).transposed() ? header.turned() : header;
    }

    private static byte[] plain(byte[] file) {
        if (!Jpeg.is(file)) {
            return file;
        }
        if (Jpeg.components(file) == INKS) {
            throw new PictureException("is a JPEG of four components (CMYK, for printing), which programs read"
                    + " differently. Save it in RGB.");
        }
        return Jpeg.withoutProfile(file);
    }

    private static byte[] bytes(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new PictureException(
                        "is too large: more than " + (MOST_BYTES >> 20) + " MiB. Give a smaller PNG or JPEG file.");
            }
            return bytes;
        } catch (IOException e) {
            throw new PictureException("cannot be read: " + e + ".");
        }
    }
}
