package dev.millrace.standalone.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.standalone.Tiny;
import dev.millrace.standalone.output.UserException;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ImagesTest {
    @TempDir
    private Path folder;

    ImagesTest() {
        this.folder = Path.of("");
    }

    @Test
    void shouldTakeAPictureLikeMnistsAsItIs() {
        byte[] pixels = Images.read(Tiny.picture(folder, 3, "png"));
        for (int i = 0; i < 784; i++) {
            boolean lit = i / 28 == 10 && i % 28 >= 4 && i % 28 < 24;
            assertThat(pixels[i] & 0xff).as("pixel " + i).isEqualTo(lit ? 220 : 0);
        }
    }

    /// A stroke anywhere, of any size, dark on light or light on dark, comes to the middle, 20 pixels high.
    @ParameterizedTest
    @CsvSource({
        "60, 40, BLACK, png",
        "300, 500, BLACK, png",
        "300, 500, BLACK, jpg",
        "300, 500, WHITE, jpg",
        "1000, 90, WHITE, png"
    })
    void shouldCentreAStrokeWhateverThePicture(int width, int height, String ink, String format) throws IOException {
        boolean dark = ink.equals("BLACK");
        Path file = stroke(width, height, dark ? Color.BLACK : Color.WHITE, dark ? Color.WHITE : Color.BLACK, format);
        byte[] pixels = Images.read(file);
        assertThat(pixels).hasSize(784);
        for (int y = 0; y < 28; y++) {
            int row = y;
            for (int x = 0; x < 28; x++) {
                int pixel = pixels[row * 28 + x] & 0xff;
                boolean middle = (x == 13 || x == 14) && y >= 5 && y < 23;
                boolean ground = x < 10 || x > 17 || y < 3 || y > 24;
                if (middle) {
                    assertThat(pixel).as("ink at %d, %d", x, y).isGreaterThan(180);
                } else if (ground) {
                    assertThat(pixel).as("ground at %d, %d", x, y).isLessThan(20);
                }
            }
        }
    }

    private Path stroke(int width, int height, Color ink, Color ground, String format) throws IOException {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var graphics = image.createGraphics();
        graphics.setColor(ground);
        graphics.fillRect(0, 0, width, height);
        graphics.setColor(ink);
        int length = height * 3 / 4;
        graphics.fillRect(width / 5, height / 8, length / 5, length);
        graphics.dispose();
        Path file = folder.resolve("stroke." + format);
        assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
        return file;
    }

    @Test
    void shouldTakeTransparentAsWhite() throws IOException {
        var image = new BufferedImage(100, 100, BufferedImage.TYPE_INT_ARGB);
        var graphics = image.createGraphics();
        graphics.setColor(Color.BLACK);
        graphics.fillRect(40, 10, 20, 80);
        graphics.dispose();
        Path file = folder.resolve("transparent.png");
        ImageIO.write(image, "png", file.toFile());
        byte[] pixels = Images.read(file);
        assertThat(pixels[14 * 28 + 14] & 0xff).isGreaterThan(200);
        assertThat(pixels[14 * 28 + 2] & 0xff).isZero();
    }

    @Test
    void shouldRefuseWhatIsNoPicture() throws IOException {
        Path text = Files.writeString(folder.resolve("seven.png"), "7");
        assertThatThrownBy(() -> Images.read(text))
                .isInstanceOf(UserException.class)
                .hasMessage(text + " is not a picture. Give a PNG or JPEG file.");
        Path none = folder.resolve("none.png");
        assertThatThrownBy(() -> Images.read(none))
                .isInstanceOf(UserException.class)
                .hasMessage("Cannot read the picture " + none + ": there is no such file.");
        Path blank = folder.resolve("blank.png");
        ImageIO.write(new BufferedImage(50, 50, BufferedImage.TYPE_BYTE_GRAY), "png", blank.toFile());
        assertThatThrownBy(() -> Images.read(blank))
                .isInstanceOf(UserException.class)
                .hasMessage(blank + " is empty: nothing in it stands out from the ground.");
    }
}
