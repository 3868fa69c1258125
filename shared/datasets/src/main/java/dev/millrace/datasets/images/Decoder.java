package dev.millrace.datasets.images;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
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

    /// The most pixels that are kept of a picture that is to be large.
    private static final double MOST_KEPT_PIXELS = 64_000_000;

    private static final String GIVE = " Give a PNG or JPEG file.";

    private Decoder() {}

    /// What the header of a picture says.
    ///
    /// @param width in pixels, as they are stored
    /// @param height in pixels, as they are stored
    /// @param colored whether pixels can have a colour
    record Header(int width, int height, boolean colored) {
        /// With its sides exchanged.
        Header turned() {
            return new Header(/* width= */ height, /* height= */ width, colored);
        }
    }

    private interface Reading<T> {
        T read(ImageReader reader) throws IOException;
    }

    /// @throws PictureException if `file` is no picture, or is damaged
    static Header header(byte[] file) {
        return read(
                file,
                reader -> new Header(
                        reader.getWidth(0),
                        reader.getHeight(0),
                        isColored(reader.getImageTypes(0).next().getColorModel())));
    }

    private static boolean isColored(ColorModel colors) {
        if (colors instanceof IndexColorModel palette) {
            int[] entries = new int[palette.getMapSize()];
            palette.getRGBs(entries);
            return Arrays.stream(entries)
                    .anyMatch(rgb -> (rgb >> 16 & 0xff) != (rgb & 0xff) || (rgb >> 8 & 0xff) != (rgb & 0xff));
        }
        return colors.getColorSpace().getType() != ColorSpace.TYPE_GRAY;
    }

    /// @param leastWidth pixels along a row that are to be there, if the picture has them; twice as many are kept
    /// @param leastHeight likewise, along a column
    /// @throws PictureException if `file` is no picture, is damaged, or is too large
    static BufferedImage decode(byte[] file, int leastWidth, int leastHeight) {
        return read(file, reader -> decode(reader, leastWidth, leastHeight));
    }

    private static <T> T read(byte[] file, Reading<T> reading) {
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
                return reading.read(reader);
            } catch (PictureException e) {
                throw e;
            } catch (RuntimeException e) {
                // So the JDK's readers fail at headers that contradict themselves.
                throw damaged(e.toString());
            } finally {
                reader.dispose();
            }
        } catch (IOException e) {
            throw damaged(String.valueOf(e.getMessage()));
        }
    }

    private static BufferedImage decode(ImageReader reader, int leastWidth, int leastHeight) throws IOException {
        List<String> warnings = new ArrayList<>();
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        ImageReadParam parameters = reader.getDefaultReadParam();
        int step = step(reader.getWidth(0), reader.getHeight(0), leastWidth, leastHeight);
        parameters.setSourceSubsampling(step, step, 0, 0);
        BufferedImage image = reader.read(0, parameters);
        // A JPEG that ends too early is filled up with gray.
        for (String warning : warnings) {
            if (warning.contains("premature end")) {
                throw damaged(warning);
            }
        }
        return image;
    }

    /// Every so many pixels one is kept.
    private static int step(int width, int height, int leastWidth, int leastHeight) {
        long pixels = (long) width * height;
        if (pixels > MOST_PIXELS || Math.max(width, height) > LONGEST_SIDE) {
            throw new PictureException("is too large: " + width + " x " + height + " pixels. At most "
                    + MOST_PIXELS / 1_000_000 + " million are read, and " + LONGEST_SIDE
                    + " along a side. Make it smaller.");
        }
        double wanted = Math.ceil(Math.sqrt(pixels / KEPT_PIXELS));
        int most = Math.min(width / 2 / leastWidth, height / 2 / leastHeight);
        int step = Math.max(1, Math.min((int) wanted, most));
        if ((double) pixels / step / step > MOST_KEPT_PIXELS) {
            throw new PictureException("is too large to become " + leastWidth + " x " + leastHeight + " pixels: it has "
                    + width + " x " + height + ". Make it smaller.");
        }
        return step;
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
