package dev.millrace.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SequentialTest {
    @Test
    void shouldRefuseMoreParametersThanAnArrayHolds() {
        Dense large = Dense.of(40_000);
        assertThatThrownBy(() -> Sequential.of(Shape.of(784), large, large, large))
                .isInstanceOf(DescriptionException.class)
                .hasMessage(
                        "Model 'sequential' has 3,231,480,000 parameters; at most 2,000,000,000 can be trained. Give"
                                + " its layers fewer units.");
        Dense largest = Dense.of(Integer.MAX_VALUE);
        assertThatThrownBy(() -> Sequential.of(Shape.of(784), largest, largest))
                .isInstanceOf(DescriptionException.class)
                .hasMessageContaining("parameters; at most 2,000,000,000 can be trained");
    }

    @Test
    void shouldRefuseMoreLayersThanATrainerTakesUpInAMoment() {
        List<Layer> many = Collections.nCopies(1001, Dense.of(2));
        assertThatThrownBy(() -> new Sequential("deep", Shape.of(2), many))
                .isInstanceOf(DescriptionException.class)
                .hasMessage("A model has at most 1000 layers. Received: 1001 layers.");
        assertThat(new Sequential("deep", Shape.of(2), many.subList(1, 1001)).shapes())
                .hasSize(1001)
                .containsOnly(Shape.of(2));
    }

    @Test
    void shouldRefuseATensorThatNoArrayHolds() {
        assertThatThrownBy(() -> Shape.of(46_341, 46_341).size())
                .isInstanceOf(DescriptionException.class)
                .hasMessage("A tensor has at most 2147483639 values. Received: shape (46341, 46341).");
        assertThatThrownBy(() -> Shape.of(1 << 30, 1 << 30, 1 << 30, 1 << 30).size())
                .isInstanceOf(DescriptionException.class);
        assertThat(Shape.of(46_340, 46_340).size()).isEqualTo(46_340 * 46_340);
    }
}
