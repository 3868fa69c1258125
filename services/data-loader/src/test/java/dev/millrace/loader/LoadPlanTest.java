package dev.millrace.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.datasets.Datasets;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Compile;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.callback.EarlyStopping;
import dev.millrace.nn.callback.ModelCheckpoint;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.loss.CategoricalCrossentropy;
import dev.millrace.nn.loss.MeanSquaredError;
import dev.millrace.nn.loss.SparseCategoricalCrossentropy;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.SGD;
import dev.millrace.runs.RunSpec;
import dev.millrace.wire.RunRequested;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
                new Compile(new SGD(), new CategoricalCrossentropy()),
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

    @Test
    void shouldTakeTheSameValuesInARowOrWithOneChannel() {
        for (Shape taken : new Shape[] {Shape.of(4), Shape.of(2, 2), Shape.of(2, 2, 1)}) {
            var dataset = Plans.dataset(10, 10);
            var model = new Sequential("m", taken, List.of(Dense.of(10, Activation.SOFTMAX)));
            if (taken.rank() == 1) {
                assertThat(new LoadPlan("r", dataset, model, Plans.compile(), new Fit()).notes())
                        .containsExactly("Inputs of shape (2, 2) go into the model as (4,).");
            }
        }
        refused(
                Sequential.of(Shape.of(4, 1), Dense.of(10, Activation.SOFTMAX)),
                Plans.compile(),
                new Fit(),
                "Layer 'dense' takes inputs of shape (4, 1), 4 values, but dataset 'numbered' gives shape (2, 2), 4"
                        + " values. Set the model's input_shape to [4].");
    }

    @Test
    void shouldRefuseTargetsThatTheModelDoesNotGive() {
        var values = Plans.weighted(100, 0, 0);
        assertThatThrownBy(() -> new LoadPlan(
                        "r",
                        values,
                        Sequential.of(Shape.of(3), Dense.of(2)),
                        new Compile(new SGD(), new MeanSquaredError()),
                        new Fit()))
                .isInstanceOf(DescriptionException.class)
                .hasMessage("Layer 'dense' gives (2,), but the targets of dataset 'weighted' are of shape (1,). Give"
                        + " the last Dense layer 1 units.");
        assertThatThrownBy(() -> new LoadPlan(
                        "r",
                        values,
                        Sequential.of(Shape.of(3), Dense.of(2)),
                        new Compile(new SGD(), new SparseCategoricalCrossentropy()),
                        new Fit()))
                .isInstanceOf(DescriptionException.class)
                .hasMessageContaining("wants class numbers, but the targets of dataset 'weighted' are values");
    }

    @Test
    void shouldRefuseTwoKindsOfWeightsAndClassesThatThereAreNot() {
        var weights = new Fit().withClassWeight(Map.of(1, 2.0));
        assertThatThrownBy(() -> new LoadPlan(
                        "r",
                        Plans.weighted(100, 0, 0),
                        Sequential.of(Shape.of(3), Dense.of(1)),
                        new Compile(new SGD(), new MeanSquaredError()),
                        weights))
                .isInstanceOf(DescriptionException.class)
                .hasMessageContaining("have weights of their own, and 'class_weight' gives them others");
        refused(
                Plans.model(),
                Plans.compile(),
                new Fit().withClassWeight(Map.of(10, 2.0)),
                "'class_weight' names class 10, but dataset 'numbered' has classes 0 to 9.");
    }

    @Test
    void shouldRefuseCallbacksThatWatchWhatIsNotScored() {
        refused(
                Plans.model(),
                Plans.compile(),
                new Fit().withCallbacks(EarlyStopping.of(3)),
                "EarlyStopping monitors 'val_loss', but nothing is validated. Set validation_split, give it data to"
                        + " validate with, or monitor 'loss'.");
        refused(
                Plans.model(),
                Plans.compile(),
                new Fit().withValidationSplit(0.1).withCallbacks(ModelCheckpoint.of("val_acuracy")),
                "Unknown score to be monitored by ModelCheckpoint: 'val_acuracy'. Did you mean 'val_accuracy'? Known:"
                        + " accuracy, loss, val_accuracy, val_loss.");
    }

    @Test
    void shouldRefuseTwoKindsOfValidation() {
        assertThatThrownBy(() -> new LoadPlan(
                        "r",
                        Plans.weighted(100, 5, 0),
                        Sequential.of(Shape.of(3), Dense.of(1)),
                        new Compile(new SGD(), new MeanSquaredError()),
                        new Fit().withValidationSplit(0.1)))
                .isInstanceOf(DescriptionException.class)
                .hasMessageContaining("has 5 examples to validate with already. Received: validation_split=0.1");
    }

    @Test
    void shouldCompleteARunByItsData() {
        var asked = new RunRequested(
                "r",
                "mine",
                Datasets.named("digits"),
                JsonNodeFactory.instance.objectNode(),
                JsonNodeFactory.instance.objectNode(),
                new RunRequested.FitRef(10, 1, 0, true, 0, Map.of()),
                Instant.EPOCH);
        LoadPlan classes = LoadPlan.of(asked, description -> Plans.dataset(100, 10));
        assertThat(classes.model().outputShape()).isEqualTo(Shape.of(10));
        assertThat(classes.compile().loss()).isEqualTo(new SparseCategoricalCrossentropy());
        assertThat(classes.notes()).anyMatch(note -> note.contains("dense 32 relu"));
        LoadPlan values = LoadPlan.of(asked, description -> Plans.weighted(5000, 0, 10));
        assertThat(values.model().outputShape()).isEqualTo(Shape.of(1));
        assertThat(values.compile().loss()).isEqualTo(new MeanSquaredError());
        RunSpec handedOn = RunSpec.of(values.completed(asked));
        assertThat(handedOn.model()).isEqualTo(values.model());
        assertThat(handedOn.compile()).isEqualTo(values.compile());
    }

    @Test
    void shouldChooseANetworkAndSayWhich() {
        LoadPlan plan = plan("{}", "{}");
        assertThat(plan.notes())
                .contains("Default network: (4,) -> dense 32 relu -> dropout 0.1 -> dense 16 relu -> dense 10 softmax;"
                        + " optimizer Adam, loss sparse_categorical_crossentropy.");
        assertThat(plan.compile().metrics()).containsExactly(Metrics.ACCURACY);
    }

    @Test
    void shouldChooseTheLossWhereTheOptimizerAloneIsSaid() {
        LoadPlan plan = plan("{}", "{\"optimizer\": \"sgd\"}");
        assertThat(plan.compile())
                .isEqualTo(new Compile(new SGD(), new SparseCategoricalCrossentropy(), Metrics.ACCURACY));
        assertThat(plan.notes()).anySatisfy(note -> assertThat(note).contains("optimizer SGD, loss sparse_"));
    }

    private static LoadPlan plan(String model, String compile) {
        var fit = new RunRequested.FitRef(32, 1, 0, true, 0, Map.of());
        var run = new RunRequested("r", "r", json("{\"idx\": {}}"), json(model), json(compile), fit, Instant.EPOCH);
        return LoadPlan.of(run, description -> Plans.dataset(100, 10));
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
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
