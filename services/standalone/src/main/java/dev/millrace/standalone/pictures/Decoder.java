package dev.millrace.standalone.pictures;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/// Decodes pictures in bounded memory: the header is read first, and of a large picture only some of the pixels.
final class Decoder {
    /// The most pixels that are decoded, and the most along one side, which is also JPEG's.
    private static final long MOST_PIXELS = 200_000_000;

    private static final int LONGEST_SIDE = 65_535;

    /// About the most pixels that are kept.
    private static final double KEPT_PIXELS = 4_000_000;

    private static final String GIVE = " Give a PNG or JPEG file.";

    private Decoder() {}

    /// @throws PictureException if `file` is no picture, is damaged, or is too large
    static BufferedImage decode(byte[] file) {
        if (file.length == 0) {
            throw new PictureException("is a file without any bytes, not a picture." + GIVE);
        }
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new PictureException(
                        (isWebPage(file) ? "is a web page, not a picture." : "is not a picture.") + GIVE);
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                return decode(reader);
            } finally {
                reader.dispose();
            }
        } catch (IOException e) {
            throw damaged(String.valueOf(e.getMessage()));
        }
    }

    private static BufferedImage decode(ImageReader reader) throws IOException {
        List<String> warnings = new ArrayList<>();
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        try {
            ImageReadParam parameters = reader.getDefaultReadParam();
            int step = step(reader.getWidth(0), reader.getHeight(0));
            parameters.setSourceSubsampling(step, step, 0, 0);
            BufferedImage image = reader.read(0, parameters);
            // A JPEG that ends too early is filled up with gray.
            for (String warning : warnings) {
                if (warning.contains("premature end")) {
                    throw damaged(warning);
                }
            }
            return image;
        } catch (PictureException e) {
            throw e;
        } catch (RuntimeException e) {
            // So the JDK's readers fail at headers that contradict themselves.
            throw damaged(e.toString());
        }
    }

    /// Every so many pixels one is kept.
    private static int step(int width, int height) {
        long pixels = (long) width * height;
        if (pixels > MOST_PIXELS || Math.max(width, height) > LONGEST_SIDE) {
            throw new PictureException("is too large: " + width + " x " + height + " pixels. At most "
                    + MOST_PIXELS / 1_000_000 + " million are read, and " + LONGEST_SIDE
                    + " along a side. Make it smaller.");
        }
        return Math.max(1, (int) Math.ceil(Math.sqrt(pixels / KEPT_PIXELS)));
    }

    private static PictureException damaged(String problem) {
        return new PictureException("is a picture that cannot be decoded: "
                + problem.strip().replaceAll("\\s*\\R\\s*", " ")
                + ". It may be damaged or cut short. Fetch it again, or save it as PNG or JPEG.");
    }

    private static boolean isWebPage(byte[] file) {
        String start =
                new String(file, 0, Math.min(512, file.length), StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        return start.contains("<!doctype html") || start.contains("<html");
    }
}
