package dev.millrace.loader;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.nn.Activation;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Dense;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import org.junit.jupiter.api.Test;

class LoadPlanTest {
    @Test
    void shouldNameTheLayerThatTheInputsDoNotFit() {
        refused(
                Sequential.of(Shape.of(5), Dense.of(10, Activation.SOFTMAX)),
                Plans.compile(),
                new Fit(),
                "Layer 'dense' takes inputs of shape (5,), 5 values, but dataset 'numbered' gives shape (2, 2), 4"
                        + " values. Set the model's input_shape to [4].");
    }

    @Test
    void shouldNameTheLayerThatGivesTooFewClasses() {
        refused(
                Sequential.of(Shape.of(4), Dense.of(3), Dense.of(9, Activation.SOFTMAX)),
                Plans.compile(),
                new Fit(),
                "Layer 'dense_1' gives (9,), but dataset 'numbered' has 10 classes. Give the last Dense layer 10"
                        + " units.");
    }

    @Test
    void shouldRefuseALossThatCannotScoreTheModel() {
        refused(
                Sequential.of(Shape.of(4), Dense.of(1, Activation.SIGMOID)),
                new Compile(new Optimizer.SGD(), new Loss.CategoricalCrossentropy()),
                new Fit(),
                "Loss 'categorical_crossentropy' wants one output per class, but layer 'dense' gives shape (1,). Give"
                        + " it as many units as there are classes, or use 'binary_crossentropy'.");
    }

    @Test
    void shouldRefuseASplitThatLeavesNothingToTrain() {
        refused(
                Plans.model(),
                Plans.compile(),
                new Fit().withValidationSplit(0.999),
                "validation_split=0.999 of 100 samples leaves 0 to train and 100 to validate with. Both want at least"
                        + " one.");
    }

    private static LoadPlan plan(Sequential model, Compile compile, Fit fit) {
        return new LoadPlan("numbers", Plans.dataset(100, 10), model, compile, fit);
    }

    private static void refused(Sequential model, Compile compile, Fit fit, String message) {
        assertThatThrownBy(() -> plan(model, compile, fit))
                .isInstanceOf(DescriptionException.class)
                .hasMessage(message);
    }
}
