package dev.millrace.standalone.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.standalone.output.UserException;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The same digit in every kind of picture, and what is said of those in which there is none.
final class PictureKindsTest {
    @TempDir
    private Path folder;

    PictureKindsTest() {
        this.folder = Path.of("");
    }

    static Stream<Arguments> sevens() throws IOException {
        Color faint = new Color(140, 140, 140);
        return Stream.of(
                Arguments.of("gray", png(Seven.drawn(BufferedImage.TYPE_BYTE_GRAY, Color.BLACK, Color.WHITE))),
                Arguments.of("white on black", png(Seven.drawn(BufferedImage.TYPE_INT_RGB, Color.WHITE, Color.BLACK))),
                Arguments.of("faint", png(Seven.drawn(BufferedImage.TYPE_INT_RGB, faint, Color.WHITE))),
                Arguments.of("on gray paper", png(Seven.drawn(BufferedImage.TYPE_INT_RGB, Color.BLACK, faint))),
                Arguments.of("16 bits", png(Seven.drawn(BufferedImage.TYPE_USHORT_GRAY, Color.BLACK, Color.WHITE))),
                Arguments.of("one bit", png(Seven.drawn(BufferedImage.TYPE_BYTE_BINARY, Color.BLACK, Color.WHITE))),
                Arguments.of("gray with alpha, opaque", png(Seven.grayWithAlpha(140, false))),
                Arguments.of("gray with alpha, dark", png(Seven.grayWithAlpha(0, true))),
                Arguments.of("gray with alpha, light", png(Seven.grayWithAlpha(255, true))),
                Arguments.of("opaque, with alpha", png(Seven.drawn(2, Color.BLACK, Color.WHITE))),
                Arguments.of("black on transparent", png(Seven.onTransparent(Color.BLACK))),
                Arguments.of("white on transparent", png(Seven.onTransparent(Color.WHITE))),
                Arguments.of("yellow on transparent", png(Seven.onTransparent(Color.YELLOW))),
                Arguments.of("a sheet", png(Seven.onASheet())),
                Arguments.of("palette", png(Seven.paletteWithTransparency())),
                Arguments.of("jpeg", Seven.encoded(Seven.blackOnWhite(), "jpg")),
                Arguments.of("jpeg in CMYK", Seven.cmykJpeg()),
                Arguments.of("gif", Seven.encoded(Seven.blackOnWhite(), "gif")));
    }

    private static byte[] png(BufferedImage image) throws IOException {
        return Seven.encoded(image, "png");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sevens")
    void shouldReadTheSameDigitInEveryKindOfPicture(String kind, byte[] file) throws IOException {
        assertSameDigit(read(file), read(png(Seven.blackOnWhite())));
    }

    /// Which sides of the picture the file's first row and first column are, as Exif 2.32 has it.
    @ParameterizedTest
    @CsvSource({
        "1, TOP, LEFT",
        "2, TOP, RIGHT",
        "3, BOTTOM, RIGHT",
        "4, BOTTOM, LEFT",
        "5, LEFT, TOP",
        "6, RIGHT, TOP",
        "7, RIGHT, BOTTOM",
        "8, LEFT, BOTTOM"
    })
    void shouldTurnAPictureAsItsExifTagSays(int orientation, String firstRow, String firstColumn) throws IOException {
        BufferedImage seven = Seven.blackOnWhite();
        boolean turned = orientation > 4;
        int rows = turned ? Seven.WIDTH : Seven.HEIGHT;
        int columns = turned ? Seven.HEIGHT : Seven.WIDTH;
        var stored = new BufferedImage(columns, rows, BufferedImage.TYPE_INT_RGB);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                int alongRows = firstRow.equals("TOP") || firstRow.equals("LEFT") ? row : rows - 1 - row;
                boolean ahead = firstColumn.equals("TOP") || firstColumn.equals("LEFT");
                int alongColumns = ahead ? column : columns - 1 - column;
                stored.setRGB(
                        column,
                        row,
                        turned ? seven.getRGB(alongRows, alongColumns) : seven.getRGB(alongColumns, alongRows));
            }
        }
        byte[] upright = read(png(seven));
        byte[] jpeg = Seven.encoded(stored, "jpg");
        for (boolean little : new boolean[] {true, false}) {
            byte[] exif = exif(orientation, little);
            assertSameDigit(read(Seven.with(jpeg, 2, segment(exif))), upright);
            assertSameDigit(read(Seven.with(png(stored), 33, Seven.chunk("eXIf", exif))), upright);
        }
    }

    /// A block of tags with the resolution and the orientation.
    private static byte[] exif(int orientation, boolean little) {
        return little
                ? new byte[] {
                    'I',
                    'I',
                    42,
                    0,
                    8,
                    0,
                    0,
                    0,
                    2,
                    0,
                    0x28,
                    1,
                    3,
                    0,
                    1,
                    0,
                    0,
                    0,
                    2,
                    0,
                    0,
                    0,
                    0x12,
                    1,
                    3,
                    0,
                    1,
                    0,
                    0,
                    0,
                    (byte) orientation,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0
                }
                : new byte[] {
                    'M',
                    'M',
                    0,
                    42,
                    0,
                    0,
                    0,
                    8,
                    0,
                    2,
                    1,
                    0x28,
                    0,
                    3,
                    0,
                    0,
                    0,
                    1,
                    0,
                    2,
                    0,
                    0,
                    1,
                    0x12,
                    0,
                    3,
                    0,
                    0,
                    0,
                    1,
                    0,
                    (byte) orientation,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0
                };
    }

    private static byte[] segment(byte[] exif) {
        byte[] head = {(byte) 0xff, (byte) 0xe1, 0, (byte) (exif.length + 8), 'E', 'x', 'i', 'f', 0, 0};
        return Seven.with(head, head.length, exif);
    }

    @Test
    void shouldReadPicturesWhoseExifIsBroken() throws IOException {
        byte[] jpeg = Seven.encoded(Seven.blackOnWhite(), "jpg");
        byte[] upright = read(jpeg);
        byte[] exif = exif(6, false);
        for (int length = 0; length < exif.length; length += 3) {
            read(Seven.with(jpeg, 2, segment(Arrays.copyOf(exif, length))));
        }
        byte[] elsewhere = exif.clone();
        Arrays.fill(elsewhere, 4, 8, (byte) 0xff);
        byte[] many = exif(1, false);
        many[8] = (byte) 0xff;
        many[22] = 7;
        for (byte[] broken : new byte[][] {elsewhere, many, exif(0, true), exif(9, true), new byte[0]}) {
            assertSameDigit(read(Seven.with(jpeg, 2, segment(broken))), upright);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 255, 100, 200})
    void shouldSayThatAPictureOfOneColourIsEmptyWhateverItsSize(int gray) throws IOException {
        for (int size : new int[] {28, 29, 100}) {
            var image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
            var graphics = image.createGraphics();
            graphics.setColor(new Color(gray, gray, gray));
            graphics.fillRect(0, 0, size, size);
            graphics.dispose();
            assertRefused(png(image), "is empty: nothing in it stands out from the ground.");
        }
        assertRefused(
                png(new BufferedImage(28, 28, BufferedImage.TYPE_INT_ARGB)),
                "is empty: nothing in it stands out from the ground.");
    }

    @ParameterizedTest
    @CsvSource({"40000, 40000", "65536, 1", "2000000000, 2000000000"})
    void shouldRefuseASizeThatWouldFillMemory(int width, int height) throws IOException {
        assertRefused(
                Seven.pngHeader(width, height),
                "is too large: " + width + " x " + height
                        + " pixels. At most 200 million are read, and 65535 along a side. Make it smaller.");
    }

    @Test
    void shouldReadALargePictureInPart() throws IOException {
        assertSameDigit(read(png(times(50))), read(png(times(10))));
    }

    private static BufferedImage times(int scale) {
        int width = scale * Seven.WIDTH;
        int height = scale * Seven.HEIGHT;
        var image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_BINARY);
        var graphics = image.createGraphics();
        graphics.drawImage(Seven.blackOnWhite(), 0, 0, width, height, null);
        graphics.dispose();
        return image;
    }

    @Test
    void shouldSayWhatIsInPlaceOfAPicture() throws IOException {
        assertRefused(new byte[0], "is a file without any bytes, not a picture. Give a PNG or JPEG file.");
        assertRefused(
                "<!DOCTYPE html>\n<html></html>".getBytes(StandardCharsets.UTF_8),
                "is a web page, not a picture. Give a PNG or JPEG file.");
        assertThatThrownBy(() -> Images.read(folder))
                .isInstanceOf(UserException.class)
                .hasMessage(folder + " is a folder, not a picture. Give a PNG or JPEG file.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg"})
    void shouldSayThatAPictureIsCutShort(String format) throws IOException {
        byte[] whole = Seven.encoded(Seven.blackOnWhite(), format);
        assertThatThrownBy(() -> read(Arrays.copyOf(whole, whole.length / 2)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(" is a picture that cannot be decoded: ")
                .hasMessageEndingWith("Fetch it again, or save it as PNG or JPEG.");
    }

    /// Whatever a file holds, it is read or refused in words.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldEndWellWhateverIsDamaged(long seed) throws IOException {
        var random = new Random(seed);
        byte[] withExif = Seven.with(Seven.encoded(Seven.blackOnWhite(), "jpg"), 2, segment(exif(6, true)));
        for (byte[] sound : new byte[][] {withExif, png(Seven.onTransparent(Color.RED)), png(Seven.onASheet())}) {
            for (int i = 0; i < 60; i++) {
                byte[] damaged = sound.clone();
                for (int flips = random.nextInt(4); flips >= 0; flips--) {
                    int reach = random.nextBoolean() ? 64 : damaged.length;
                    damaged[random.nextInt(reach)] = (byte) random.nextInt();
                }
                try {
                    assertThat(read(damaged)).hasSize(784);
                } catch (UserException e) {
                    assertThat(e.getMessage()).startsWith(folder.resolve("picture") + " is ");
                }
            }
        }
    }

    private byte[] read(byte[] file) throws IOException {
        return Images.read(Files.write(folder.resolve("picture"), file));
    }

    private void assertRefused(byte[] file, String message) {
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(UserException.class)
                .hasMessage(folder.resolve("picture") + " " + message);
    }

    private static void assertSameDigit(byte[] received, byte[] expected) {
        int difference = 0;
        int ink = 0;
        for (int i = 0; i < 784; i++) {
            difference += Math.abs((received[i] & 0xff) - (expected[i] & 0xff));
            ink += expected[i] & 0xff;
        }
        assertThat(difference).as("difference, of " + ink).isLessThan(ink / 10);
    }
}
