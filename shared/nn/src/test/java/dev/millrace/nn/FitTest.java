package dev.millrace.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FitTest {
    private static final Fit FIT = new Fit().withClassWeight(Map.of(7, 0.5, 0, 2.0));

    @Test
    void shouldWeighAnExampleByItsClass() {
        assertThat(FIT.weightOf(0)).isEqualTo(2);
        assertThat(FIT.weightOf(7)).isEqualTo(0.5f);
        assertThat(FIT.weightOf(3)).as("a class that is not there").isEqualTo(1);
        assertThat(new Fit().weightOf(7)).isEqualTo(1);
    }

    /// As Keras's `class_weight_to_sample_weights` does.
    @Test
    void shouldFindTheClassOfATarget() {
        assertThat(FIT.weightOf(0.4, 0.1, 0.4)).as("the first of the largest").isEqualTo(2);
        assertThat(FIT.weightOf(0, 0, 0, 0, 0, 0, 0, 1)).isEqualTo(0.5f);
        assertThat(FIT.weightOf(6.6)).as("the nearest class").isEqualTo(0.5f);
        assertThat(FIT.weightOf(0.5)).as("halves go to the even class").isEqualTo(2);
    }

    @Test
    void shouldKeepClassWeightsInTheOrderOfTheirClasses() {
        assertThat(FIT.classWeight().keySet()).containsExactly(0, 7);
        assertThat(FIT.withBatchSize(1)
                        .withEpochs(2)
                        .withSeed(3)
                        .withShuffle(false)
                        .withValidationSplit(0.5))
                .isEqualTo(new Fit(1, 2, 0.5, false, 3, Map.of(0, 2.0, 7, 0.5)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.NEGATIVE_INFINITY, 1e300})
    void shouldRefuseAWeightThatIsNoNumber(double weight) {
        assertThatThrownBy(() -> FIT.withClassWeight(Map.of(1, weight)))
                .isInstanceOf(DescriptionException.class)
                .hasMessage("class_weight has a finite number for each class number from 0 on. Received: 1: " + weight);
    }

    @Test
    void shouldRefuseAClassThatIsNone() {
        assertThatThrownBy(() -> FIT.withClassWeight(Map.of(-1, 1.0)))
                .isInstanceOf(DescriptionException.class)
                .hasMessageContaining("Received: -1: 1.0");
    }
}
