package dev.millrace.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.layer.Dropout;
import dev.millrace.nn.optimizer.Adagrad;
import dev.millrace.nn.optimizer.Adam;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// Descriptions of models that nobody could train, load or keep in memory.
final class ImpossibleModelTest {
    @Test
    void shouldRefuseALayerNameThatKerasCannotLoad() {
        assertRefused(
                () -> Sequential.of(Shape.of(4), Dense.of(3).withName("a/b")),
                "The name of a layer has no '/', as in Keras. Received: 'a/b'. Write it with another character, such"
                        + " as '_'.");
        assertRefused(
                () -> Sequential.of(Shape.of(4), Dropout.of(0.5).withName("../x")),
                "The name of a layer has no '/', as in Keras. Received: '../x'");
        assertRefused(
                () -> new Sequential("my/model", Shape.of(4), List.of(Dense.of(3))),
                "The name of a model has no '/', as in Keras. Received: 'my/model'");
    }

    @Test
    void shouldRefuseMoreUnitsThanAVariableHolds() {
        assertRefused(
                () -> Sequential.of(Shape.of(784), Dense.of(1_000_000_000)),
                "Layer 'dense' (Dense) with units=1000000000 on inputs of shape (784,) asks for a kernel of"
                        + " 784000000000 values. One variable holds at most 2147483647: give it fewer units.");
    }

    @Test
    void shouldRefuseAShapeOfMoreValuesThanAVariableHolds() {
        assertRefused(
                () -> Shape.of(1 << 16, 1 << 15), "A shape holds at most 2147483647 values. Received: [65536, 32768]");
        assertThat(Shape.of(1 << 16, (1 << 15) - 1).size()).isEqualTo(2147418112);
        assertThatThrownBy(() -> Sequential.of(Shape.of(1000, 10), Dense.of(3_000_000)))
                .isInstanceOf(DescriptionException.class);
    }

    @Test
    void shouldRefuseMoreParametersThanAnArrayHolds() {
        Dense large = Dense.of(40_000);
        assertRefused(
                () -> Sequential.of(Shape.of(784), large, large, large),
                "Model 'sequential' has 3,231,480,000 parameters; at most 2,000,000,000 can be trained. Give its layers"
                        + " fewer units.");
    }

    @Test
    void shouldRefuseMoreLayersThanATrainerTakesUpInAMoment() {
        List<Layer> many = Collections.nCopies(1001, Dense.of(1));
        assertRefused(
                () -> new Sequential("deep", Shape.of(1), many),
                "A model has at most 1000 layers. Received: 1001 layers.");
        var model = new Sequential("deep", Shape.of(1), many.subList(1, 1001));
        assertThat(assertTimeout(Duration.ofSeconds(20), model::weights)).hasSize(2000);
    }

    @Test
    void shouldRefuseWhatNoOptimizerCanDivideBy() {
        assertRefused(
                () -> new Adam(0.001, 0.9, 0.999, -1, false),
                "Adam: epsilon is a number and not negative. Received: epsilon=-1.0");
        assertRefused(
                () -> new Adagrad(0.001, Double.POSITIVE_INFINITY, 1e-7),
                "Adagrad: initial_accumulator_value is a number and not negative. Received:"
                        + " initial_accumulator_value=Infinity");
    }

    private static void assertRefused(ThrowingCallable description, String message) {
        assertThatThrownBy(description).isInstanceOf(DescriptionException.class).hasMessageStartingWith(message);
    }
}
