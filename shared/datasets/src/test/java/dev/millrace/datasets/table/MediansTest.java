package dev.millrace.datasets.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediansTest {
    private static double[] medians(double[]... columns) {
        return Medians.of(Arrays.stream(columns).mapToLong(c -> c.length).toArray(), taker -> {
            for (int i = 0; i < columns.length; i++) {
                for (double number : columns[i]) {
                    taker.take(i, number);
                }
            }
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldBeWhatSortingFinds(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] columns = new double[5][];
        double[] expected = new double[columns.length];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = new double[1 + random.nextInt(200)];
            // Many that are equal, and all magnitudes and signs.
            Arrays.setAll(
                    columns[i],
                    at -> random.nextInt(3) == 0
                            ? random.nextInt(-2, 3)
                            : (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-300, 300)));
            double[] sorted = columns[i].clone();
            Arrays.sort(sorted);
            int half = sorted.length / 2;
            double low = sorted[(sorted.length - 1) / 2];
            expected[i] = low == sorted[half] ? low : low / 2 + sorted[half] / 2;
        }
        assertThat(medians(columns)).as("seed " + seed).containsExactly(expected);
    }

    @Test
    void shouldBeTheMeanOfTheTwoInTheMiddle() {
        assertThat(medians(
                        new double[] {4, -1, 3, 100}, new double[] {7}, new double[] {Double.MAX_VALUE, Double.MAX_VALUE
                        }))
                .containsExactly(3.5, 7, Double.MAX_VALUE);
        assertThat(medians(new double[0])[0]).isNaN();
    }
}
