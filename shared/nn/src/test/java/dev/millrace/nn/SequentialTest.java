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
}
