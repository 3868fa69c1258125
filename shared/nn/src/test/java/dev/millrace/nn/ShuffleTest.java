package dev.millrace.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShuffleTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 1000, Shuffle.WINDOW, Shuffle.WINDOW + 1, 3 * Shuffle.WINDOW, 3 * Shuffle.WINDOW + 9000})
    void shouldVisitEveryExampleOnce(int samples) {
        int[] order = Shuffle.order(samples, 7, 3);
        int[] natural = IntStream.range(0, samples).toArray();
        assertThat(order).hasSize(samples);
        if (samples > 1) {
            assertThat(Arrays.equals(order, natural)).isFalse();
        }
        Arrays.sort(order);
        assertThat(Arrays.equals(order, natural)).isTrue();
    }

    @Test
    void shouldBeAFunctionOfSeedAndEpoch() {
        for (int samples : new int[] {100, 2 * Shuffle.WINDOW}) {
            int[] order = Shuffle.order(samples, 7, 3);
            assertThat(Arrays.equals(order, Shuffle.order(samples, 7, 3))).isTrue();
            assertThat(Arrays.equals(order, Shuffle.order(samples, 7, 4))).isFalse();
            assertThat(Arrays.equals(order, Shuffle.order(samples, 8, 3))).isFalse();
        }
    }

    @Test
    void shouldBeTheSameInEveryVersion() {
        // Runs that were begun go on after an update.
        assertThat(Arrays.copyOf(Shuffle.order(1000, 7, 3), 5)).containsExactly(586, 824, 820, 867, 319);
        assertThat(Arrays.copyOf(Shuffle.order(300_000, 7, 3), 5))
                .containsExactly(63878, 144800, 167899, 29147, 134584);
    }

    @Test
    void shouldReadAWindowFromFewPartsOfTheData() {
        int samples = 10 * Shuffle.WINDOW;
        int[] window = Shuffle.window(samples, 1, 0, 4);
        assertThat(window).hasSize(Shuffle.WINDOW);
        assertThat(Arrays.stream(window).map(i -> i / Shuffle.BLOCK).distinct().count())
                .isEqualTo(Shuffle.WINDOW / Shuffle.BLOCK);
    }

    @Test
    void shouldMixDataThatIsSortedByClass() {
        // Ten classes one after the other; the share of each in the 100 examples of a mini-batch.
        int samples = 4_000_000;
        int[] order = Shuffle.order(samples, 1, 0);
        double deviations = 0;
        int batches = samples / 100;
        for (int batch = 0; batch < batches; batch++) {
            int[] counts = new int[10];
            for (int i = batch * 100; i < batch * 100 + 100; i++) {
                counts[order[i] / (samples / 10)]++;
            }
            deviations += Math.abs(counts[0] - 10);
        }
        // 2.4 of 100 where all are permuted at once; 18 where nothing is.
        assertThat(deviations / batches).isLessThan(6);
    }
}
