package dev.millrace.datasets.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResizeTest {
    private static int[] resized(int height, int width, int channels, int toHeight, int toWidth, int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        Pixels result = Resize.of(new Pixels(height, width, channels, bytes), toHeight, toWidth);
        assertThat(result.height()).isEqualTo(toHeight);
        assertThat(result.width()).isEqualTo(toWidth);
        return Pic.unsigned(result.values());
    }

    @Test
    void shouldAverageWhereThereAreFewerPixels() {
        assertThat(resized(1, 4, 1, 1, 2, 0, 10, 20, 30)).containsExactly(5, 25);
        // One and a half pixels each: (0 + 30 / 2) / 1.5 and (30 / 2 + 60) / 1.5.
        assertThat(resized(1, 3, 1, 1, 2, 0, 30, 60)).containsExactly(10, 50);
        assertThat(resized(3, 1, 1, 2, 1, 0, 30, 60)).containsExactly(10, 50);
        // 7 / 4 is rounded, and so is 1 / 2.
        assertThat(resized(2, 2, 1, 1, 1, 0, 1, 2, 4)).containsExactly(2);
        assertThat(resized(1, 2, 1, 1, 1, 0, 1)).containsExactly(1);
        assertThat(resized(1, 4, 1, 1, 1, 255, 255, 255, 255)).containsExactly(255);
    }

    @Test
    void shouldInterpolateWhereThereAreMorePixels() {
        // Centres at -1/4, 1/4, 3/4 and 5/4.
        assertThat(resized(1, 2, 1, 1, 4, 0, 100)).containsExactly(0, 25, 75, 100);
        assertThat(resized(2, 1, 1, 4, 1, 0, 100)).containsExactly(0, 25, 75, 100);
        assertThat(resized(1, 1, 1, 2, 3, 7)).containsExactly(7, 7, 7, 7, 7, 7);
        // Centres at -1/6, 1/2 and 7/6.
        assertThat(resized(1, 2, 1, 1, 3, 0, 255)).containsExactly(0, 128, 255);
    }

    @Test
    void shouldResizeEachChannelAndEachAxisByItself() {
        assertThat(resized(1, 2, 3, 1, 1, 0, 10, 100, 2, 20, 200)).containsExactly(1, 15, 150);
        // Rows become fewer, columns more: the means are 20 and 60.
        assertThat(resized(2, 2, 1, 1, 4, 0, 50, 40, 70)).containsExactly(20, 30, 50, 60);
        assertThat(resized(2, 2, 1, 2, 2, 1, 2, 3, 4)).containsExactly(1, 2, 3, 4);
    }

    /// The mean over each pixel's area, in doubles.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldBeTheMeanOfWhatIsCovered(long seed) {
        var random = new Random(seed);
        int height = 1 + random.nextInt(40);
        int width = 1 + random.nextInt(40);
        int toHeight = 1 + random.nextInt(height);
        int toWidth = 1 + random.nextInt(width);
        int[] values = random.ints((long) height * width, 0, 256).toArray();
        int[] received = resized(height, width, 1, toHeight, toWidth, values);
        double down = (double) height / toHeight;
        double along = (double) width / toWidth;
        for (int y = 0; y < toHeight; y++) {
            for (int x = 0; x < toWidth; x++) {
                double sum = 0;
                for (int i = 0; i < height * width; i++) {
                    sum += values[i] * overlap(i / width, y * down, down) * overlap(i % width, x * along, along);
                }
                assertThat((double) received[y * toWidth + x])
                        .isBetween(sum / down / along - 0.51, sum / down / along + 0.51);
            }
        }
    }

    private static double overlap(int pixel, double start, double length) {
        return Math.max(0, Math.min(pixel + 1, start + length) - Math.max(pixel, start));
    }
}
