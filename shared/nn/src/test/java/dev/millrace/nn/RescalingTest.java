package dev.millrace.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.layer.Rescaling;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RescalingTest {
    @Test
    void shouldHaveTheDefaultsNameAndShapesOfKeras() {
        assertThat(Rescaling.of(0.5)).isEqualTo(Rescaling.of(0.5, 0));
        var model = Sequential.of(
                Shape.of(2, 3), Rescaling.of(0.5), Rescaling.of(List.of(1.0, 2.0, 3.0), List.of(4.0)), Dense.of(1));
        assertThat(model.layers()).extracting(Layer::name).containsExactly("rescaling", "rescaling_1", "dense");
        assertThat(model.shapes()).containsExactly(Shape.of(2, 3), Shape.of(2, 3), Shape.of(2, 3), Shape.of(2, 1));
        assertThat(model.countParams()).isEqualTo(4);
    }

    @Test
    void shouldRefuseAsManyNumbersAsTheLastAxisDoesNotHave() {
        assertThatThrownBy(() -> Sequential.of(Shape.of(3, 2), Rescaling.of(List.of(1.0, 2.0, 3.0), List.of(0.0))))
                .isInstanceOf(DescriptionException.class)
                .hasMessage("Layer 'rescaling' (Rescaling) has one scale for each of 3 values along the last axis."
                        + " Received: inputs of shape (3, 2). Give it one number for all values, or as many as the last"
                        + " axis has.");
        assertThatThrownBy(() -> Sequential.of(Shape.of(3), Rescaling.of(List.of(1.0), List.of(0.0, 1.0))))
                .isInstanceOf(DescriptionException.class)
                .hasMessageStartingWith("Layer 'rescaling' (Rescaling) has one offset for each of 2 values");
    }

    @Test
    void shouldRefuseWhatIsNoNumber() {
        assertThatThrownBy(() -> Rescaling.of(1, Double.NaN))
                .isInstanceOf(DescriptionException.class)
                .hasMessage("Rescaling: offset is a finite float32 number, or a list of one for each value along the"
                        + " last axis. Received: offset=NaN");
        assertThatThrownBy(() -> new Rescaling("units", List.of(1.0, 1e39), List.of(0.0)))
                .isInstanceOf(DescriptionException.class)
                .hasMessageStartingWith("Rescaling 'units': scale is a finite float32 number")
                .hasMessageEndingWith("Received: scale=[1.0, 1.0E39]");
        assertThatThrownBy(() -> Rescaling.of(List.of(), List.of(0.0)))
                .isInstanceOf(DescriptionException.class)
                .hasMessageEndingWith("Received: scale=[]");
    }
}
