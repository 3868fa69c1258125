package dev.millrace.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tiles for processors with 32 registers compute what those for 16 do, on any processor.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
final class ConvolutionTilesTest {
    private static final int L = Lanes.COUNT;
    private static final int INPUTS = 20;
    private static final int[] PLACES = places(12, 3);
    private static final int[] TAPS = places(INPUTS, 2);
    private static final int[] TO = places(12, 2 * L);

    private final SplittableRandom random = new SplittableRandom(1);

    private static int[] places(int n, int step) {
        int[] places = new int[n];
        for (int i = 0; i < n; i++) {
            places[i] = i * step;
        }
        return places;
    }

    private float[] values(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = random.nextFloat(-1, 1);
        }
        return values;
    }

    @ParameterizedTest
    @ValueSource(floats = {0, Float.NEGATIVE_INFINITY})
    void shouldSumUpTwelvePixelsLikeTwiceSix(float floor) {
        float[] x = values(100);
        float[] w = values((1 + INPUTS) * 2 * L);
        float[] six = new float[12 * 2 * L];
        float[] twelve = new float[12 * 2 * L];
        PixelTiles.six(PLACES, TO, 0, TAPS, 3, INPUTS, x, 1, w, 0, floor, six, 0);
        PixelTiles.six(PLACES, TO, 6, TAPS, 3, INPUTS, x, 1, w, 0, floor, six, 0);
        PixelTiles.twelve(PLACES, TO, 0, TAPS, 3, INPUTS, x, 1, w, 0, floor, twelve, 0);
        assertThat(twelve).isEqualTo(six);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9})
    void shouldSumUpTwelveRowsLikeTwiceSix(int pixels) {
        float[] x = values(100);
        float[] dz = values(12 * 2 * L);
        float[] six = values(13 * 2 * L);
        float[] twelve = six.clone();
        GradientTiles.six(PLACES, 0, TAPS, 2, pixels, x, 1, dz, six, L);
        GradientTiles.six(PLACES, 6, TAPS, 2, pixels, x, 1, dz, six, 13 * L);
        GradientTiles.twelve(PLACES, 0, TAPS, 2, pixels, x, 1, dz, twelve, L);
        assertThat(twelve).isEqualTo(six);
    }
}
