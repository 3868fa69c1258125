package dev.millrace.datasets.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.datasets.PicturePreparation;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What pixels become of every kind of picture: the numbers in `make_pictures.py`, worked out by hand.
class PicturesTest {
    @TempDir
    private Path folder;

    private static int[] read(byte[] file, int height, int width, int channels) {
        return Pic.unsigned(Pictures.of(file, new PicturePreparation(height, width, channels)));
    }

    private static int[] read(String resource, int channels) throws IOException {
        return read(Pic.resource(resource), 2, 4, channels);
    }

    @Test
    void shouldRoundGraysOfSixteenBits() throws IOException {
        // v / 257, rounded
        assertThat(read("gray16.png", 1)).containsExactly(0, 0, 1, 1, 128, 254, 255, 255);
    }

    @Test
    void shouldLayWhatIsTransparentOnWhite() throws IOException {
        assertThat(read("gray_alpha.png", 1)).containsExactly(0, 255, 127, 255, 100, 224, 254, 200);
        assertThat(read("rgba.png", 3))
                .containsExactly(
                        255, 0, 0, 255, 255, 255, 255, 127, 127, 1, 2, 3, //
                        0, 0, 255, 204, 255, 204, 11, 21, 31, 254, 254, 254);
    }

    @Test
    void shouldReadPalettesAndBits() throws IOException {
        int[] png = {
            0, 0, 0, 255, 255, 255, 0, 255, 0, 12, 34, 56, 12, 34, 56, 0, 255, 0, 255, 255, 255, 0, 0, 0,
        };
        int[] gif = {0, 0, 0, 255, 0, 0, 0, 255, 0, 12, 34, 56, 12, 34, 56, 0, 255, 0, 255, 0, 0, 0, 0, 0};
        assertThat(read("palette.png", 3)).containsExactly(png);
        assertThat(read("palette.gif", 3)).containsExactly(gif);
        assertThat(read("one_bit.png", 1)).containsExactly(0, 255, 0, 255, 255, 255, 0, 0);
    }

    @Test
    void shouldMakeColoursGray() throws IOException {
        // 0.299 red + 0.587 green + 0.114 blue
        assertThat(read("rgb.bmp", 1)).containsExactly(76, 76, 76, 2, 29, 150, 18, 8);
        assertThat(read("rgb.bmp", 3)).startsWith(255, 0, 0, 255, 0, 0);
        assertThat(read("gray_alpha.png", 3)).startsWith(0, 0, 0, 255, 255, 255, 127, 127, 127);
    }

    /// As Pillow decodes them.
    @Test
    void shouldReadJpegsAsTheyAreStored() throws IOException {
        assertThat(read(Pic.resource("progressive.jpg"), 1, 1, 3)).containsExactly(201, 120, 41);
        assertThat(read(Pic.resource("gray128.jpg"), 1, 1, 1)).containsExactly(128);
        assertThat(read(Pic.resource("gray128.jpg"), 1, 1, 3)).containsExactly(128, 128, 128);
    }

    @Test
    void shouldApplyNoColourProfile() throws IOException {
        byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        byte[] jpeg = Pic.resource("progressive.jpg");
        var segment = new ByteArrayOutputStream();
        segment.writeBytes("ICC_PROFILE\0\1\1".getBytes(StandardCharsets.ISO_8859_1));
        segment.writeBytes(profile);
        byte[] other = Pic.withSegment(jpeg, 0xe2, segment.toByteArray());
        byte[] orientedToo = Pic.withSegment(other, 0xe1, "Exif\0\0no".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(Jpeg.withoutProfile(other)).isEqualTo(jpeg);
        assertThat(read(other, 16, 16, 3)).isEqualTo(read(jpeg, 16, 16, 3));
        assertThat(read(orientedToo, 16, 16, 3)).isEqualTo(read(jpeg, 16, 16, 3));

        byte[] png = Pic.resource("rgba.png");
        byte[] gamma = Pic.withChunk(png, "gAMA", new byte[] {0, 1, (byte) 0x86, (byte) 0xa0});
        var chunk = new ByteArrayOutputStream();
        chunk.writeBytes("linear\0\0".getBytes(StandardCharsets.ISO_8859_1));
        try (var deflated = new DeflaterOutputStream(chunk)) {
            deflated.write(profile);
        }
        assertThat(read(gamma, 2, 4, 3)).isEqualTo(read(png, 2, 4, 3));
        assertThat(read(Pic.withChunk(png, "iCCP", chunk.toByteArray()), 2, 4, 3))
                .isEqualTo(read(png, 2, 4, 3));
    }

    /// Which sides of the picture the file's first row and first column are, as Exif 2.32 has it.
    @ParameterizedTest
    @CsvSource({
        "1, TOP, LEFT", "2, TOP, RIGHT", "3, BOTTOM, RIGHT", "4, BOTTOM, LEFT",
        "5, LEFT, TOP", "6, RIGHT, TOP", "7, RIGHT, BOTTOM", "8, LEFT, BOTTOM"
    })
    void shouldTurnAPictureAsItsExifTagSays(int orientation, String firstRow, String firstColumn) throws IOException {
        // Three columns, two rows; and the same from further away.
        int[] seen = {10, 20, 30, 40, 50, 60};
        boolean turned = orientation > 4;
        int rows = turned ? 3 : 2;
        int columns = turned ? 2 : 3;
        int[] stored = new int[6];
        for (int i = 0; i < 6; i++) {
            int fromTop = firstRow.equals("TOP") || firstRow.equals("LEFT") ? i / columns : rows - 1 - i / columns;
            boolean ahead = firstColumn.equals("TOP") || firstColumn.equals("LEFT");
            int fromLeft = ahead ? i % columns : columns - 1 - i % columns;
            stored[i] = turned ? seen[fromLeft * 3 + fromTop] : seen[fromTop * 3 + fromLeft];
        }
        byte[] png = Pic.gray(columns, rows, stored);
        byte[] upright = Pic.gray(3, 2, seen);
        for (boolean little : new boolean[] {true, false}) {
            byte[] tagged = Pic.withChunk(png, "eXIf", Pic.exif(orientation, little));
            assertThat(read(tagged, 2, 3, 1)).containsExactly(seen);
            assertThat(read(tagged, 5, 4, 1)).isEqualTo(read(upright, 5, 4, 1));
            assertThat(read(tagged, 1, 2, 1)).isEqualTo(read(upright, 1, 2, 1));
            assertThat(header(tagged)).isEqualTo(new Decoder.Header(3, 2, false));
        }
        // Blocks of 16 x 16 pixels each, which a JPEG keeps nearly as they are.
        byte[] jpeg = Pic.encoded(blocks(columns, rows, stored), "jpg");
        byte[] exif = Pic.exif(orientation, true);
        byte[] tagged =
                Pic.withSegment(jpeg, 0xe1, Pic.with("Exif\0\0".getBytes(StandardCharsets.ISO_8859_1), 6, exif));
        assertThat(header(tagged)).isEqualTo(new Decoder.Header(48, 32, false));
        int[] received = read(tagged, 2, 3, 1);
        for (int i = 0; i < 6; i++) {
            assertThat(received[i]).isBetween(seen[i] - 3, seen[i] + 3);
        }
    }

    private Decoder.Header header(byte[] file) throws IOException {
        return Pictures.header(java.nio.file.Files.write(folder.resolve("picture"), file));
    }

    private static BufferedImage blocks(int columns, int rows, int... values) {
        var image = new BufferedImage(16 * columns, 16 * rows, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                image.getRaster().setSample(x, y, 0, values[y / 16 * columns + x / 16]);
            }
        }
        return image;
    }

    @ParameterizedTest
    @CsvSource({
        "gray16.png, 4, 2, false",
        "gray_alpha.png, 4, 2, false",
        "one_bit.png, 4, 2, false",
        "gray128.jpg, 16, 16, false",
        "palette.png, 4, 2, true",
        "rgba.png, 4, 2, true",
        "progressive.jpg, 16, 16, true",
        "palette.gif, 4, 2, true",
        "rgb.bmp, 4, 2, true"
    })
    void shouldKnowSizeAndColourByTheHeader(String resource, int width, int height, boolean colored)
            throws IOException {
        assertThat(header(Pic.resource(resource))).isEqualTo(new Decoder.Header(width, height, colored));
    }

    /// Of 5000 x 5000 pixels every third is kept.
    @Test
    void shouldReadALargePictureInPartUnlessItIsToBeLarge() throws IOException {
        var image = new BufferedImage(5000, 5000, BufferedImage.TYPE_BYTE_BINARY);
        for (int i = 0; i < 5000; i++) {
            image.setRGB(i, 2500, 0xffffff); // a line, one pixel thick
        }
        byte[] file = Pic.encoded(image, "png");
        assertThat(Decoder.decode(file, 100, 100).getHeight()).isEqualTo(1667);
        assertThat(Decoder.decode(file, 2000, 2000).getHeight()).isEqualTo(5000);
        int[] same = read(file, 4096, 4096, 1);
        assertThat(same[2048 * 4096]).isBetween(150, 255);
    }

    @Test
    void shouldRefuseInksByName() throws IOException {
        shouldRefuse(
                Pic.resource("cmyk.jpg"),
                "is a JPEG of four components (CMYK, for printing), which programs read differently. Save it in RGB.");
    }

    @ParameterizedTest
    @CsvSource({"40000, 40000", "65536, 1", "2000000000, 2000000000"})
    void shouldRefuseASizeThatWouldFillMemory(int width, int height) throws IOException {
        shouldRefuse(
                Pic.pngHeader(width, height),
                "is too large: " + width + " x " + height
                        + " pixels. At most 200 million are read, and 65535 along a side. Make it smaller.");
    }

    @Test
    void shouldRefuseWhatWouldFillMemoryToBecomeLarge() throws IOException {
        assertThatThrownBy(() -> read(Pic.pngHeader(10_000, 10_000), 4096, 4096, 3))
                .isInstanceOf(PictureException.class)
                .hasMessage("is too large to become 4096 x 4096 pixels: it has 10000 x 10000. Make it smaller.");
    }

    @Test
    void shouldSayWhatIsInPlaceOfAPicture() {
        shouldRefuse(new byte[0], "is a file without any bytes, not a picture. Give a PNG or JPEG file.");
        shouldRefuse(
                "<!DOCTYPE html>\n<html></html>".getBytes(StandardCharsets.UTF_8),
                "is a web page, not a picture. Give a PNG or JPEG file.");
        shouldRefuse(new byte[] {1, 2, 3, 4}, "is not a picture. Give a PNG or JPEG file.");
        Path absent = folder.resolve("absent");
        assertThatThrownBy(() -> Pictures.read(absent, new PicturePreparation(1, 1, 1)))
                .isInstanceOf(PictureException.class)
                .hasMessage("cannot be read: java.nio.file.NoSuchFileException: " + absent + ".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "gif", "bmp"})
    void shouldSayThatAPictureIsCutShort(String format) throws IOException {
        var random = new Random(1);
        var image = new BufferedImage(100, 100, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 100, 100, random.ints(10_000).toArray(), 0, 100);
        byte[] whole = Pic.encoded(image, format);
        assertThatThrownBy(() -> read(Arrays.copyOf(whole, whole.length / 2), 8, 8, 3))
                .isInstanceOf(PictureException.class)
                .hasMessageStartingWith("is a picture that cannot be decoded: ")
                .hasMessageEndingWith("It may be damaged or cut short. Fetch it again, or save it as PNG or JPEG.");
    }

    /// Whatever a file holds, it is read or refused in words.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldEndWellWhateverIsDamaged(long seed) throws IOException {
        var random = new Random(seed);
        for (String name : new String[] {"progressive.jpg", "gray16.png", "palette.gif", "rgb.bmp", "palette.png"}) {
            byte[] sound = Pic.resource(name);
            for (int i = 0; i < 100; i++) {
                byte[] damaged = sound.clone();
                for (int flips = random.nextInt(4); flips >= 0; flips--) {
                    damaged[random.nextInt(random.nextBoolean() ? 40 : damaged.length)] = (byte) random.nextInt();
                }
                try {
                    assertThat(read(damaged, 3, 3, 3)).hasSize(27);
                } catch (PictureException e) {
                    assertThat(e.getMessage()).startsWith("is ");
                }
            }
        }
    }

    private static void shouldRefuse(byte[] file, String message) {
        assertThatThrownBy(() -> read(file, 8, 8, 3))
                .isInstanceOf(PictureException.class)
                .hasMessage(message);
    }
}
