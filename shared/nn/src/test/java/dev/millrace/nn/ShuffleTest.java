package dev.millrace.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShuffleTest {
    @Test
    void shouldVisitEveryExampleOnce() {
        int[] order = Shuffle.order(1000, 7, 3);
        assertThat(order).isNotEqualTo(IntStream.range(0, 1000).toArray());
        assertThat(Arrays.stream(order).sorted())
                .containsExactlyElementsOf(() -> IntStream.range(0, 1000).iterator());
    }

    @Test
    void shouldBeAFunctionOfSeedAndEpoch() {
        assertThat(Shuffle.order(100, 7, 3))
                .containsExactly(Shuffle.order(100, 7, 3))
                .isNotEqualTo(Shuffle.order(100, 7, 4))
                .isNotEqualTo(Shuffle.order(100, 8, 3));
    }
}
