package dev.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MomentsTest {
    @Test
    void shouldBeThoseOfTheWholePopulation() {
        Moments moments = new Moments();
        for (double x : new double[] {2, 4, 4, 4, 5, 5, 7, 9}) {
            moments.add(x);
        }
        assertThat(moments.mean()).isEqualTo(5);
        assertThat(moments.deviation()).isEqualTo(2);
    }

    @Test
    void shouldHaveNoDeviationWhereAllIsTheSame() {
        Moments moments = new Moments();
        for (int i = 0; i < 1000; i++) {
            moments.add(0.1);
        }
        assertThat(moments.mean()).isEqualTo(0.1);
        assertThat(moments.deviation()).isZero();
    }

    @Test
    void shouldTakeTheSameNumberManyTimes() {
        Moments one = new Moments();
        Moments other = new Moments();
        for (double x : new double[] {1, 5, 12}) {
            one.add(x);
            other.add(x);
        }
        for (int i = 0; i < 7; i++) {
            one.add(3);
        }
        other.add(3, 7);
        assertThat(other.count()).isEqualTo(10);
        assertThat(other.mean()).isCloseTo(one.mean(), within(1e-15));
        assertThat(other.deviation()).isCloseTo(one.deviation(), within(1e-14));
    }
}
