package dev.millrace.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
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
    void shouldRefuseEpochsAndStepsThatThereAreNot() {
        var fit = new Fit().withEpochs(3);
        refused(() -> fit.withInitialEpoch(3), "Received: initial_epoch=3, epochs=3");
        refused(() -> fit.withInitialEpoch(-1), "Received: initial_epoch=-1");
        refused(() -> fit.withStepsPerEpoch(0), "Received: steps_per_epoch=0");
        refused(() -> fit.withValidationFreq(0), "Received: validation_freq=0");
    }

    private static void refused(ThrowingCallable made, String message) {
        assertThatThrownBy(made).isInstanceOf(DescriptionException.class).hasMessageContaining(message);
    }

    @Test
    void shouldSayWhereAMiniBatchLies() {
        var fit = new Fit().withBatchSize(16).withEpochs(9);
        assertThat(fit.slice(2, 6, 100)).isEqualTo(new Fit.Slice(2, 96, 100));
        var short3 = fit.withStepsPerEpoch(3);
        assertThat(short3.slice(2, 0, 100)).as("the last of 7").isEqualTo(new Fit.Slice(0, 96, 100));
        assertThat(short3.slice(2, 1, 100)).isEqualTo(new Fit.Slice(1, 0, 16));
        assertThat(fit.withStepsPerEpoch(10).slice(1, 0, 100)).isEqualTo(new Fit.Slice(1, 48, 64));
    }

    @Test
    void shouldRefuseAClassThatIsNone() {
        assertThatThrownBy(() -> FIT.withClassWeight(Map.of(-1, 1.0)))
                .isInstanceOf(DescriptionException.class)
                .hasMessageContaining("Received: -1: 1.0");
    }
}
