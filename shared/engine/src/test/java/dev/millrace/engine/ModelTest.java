package dev.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.Variable;
import dev.millrace.nn.layer.ActivationLayer;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.loss.CategoricalCrossentropy;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.Adam;
import dev.millrace.nn.optimizer.RMSprop;
import dev.millrace.nn.optimizer.SGD;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class ModelTest {
    private static final JsonNode MLP = Golden.ROOT.get("mlp");
    private static final Sequential SEQUENTIAL = Sequential.of(
            Shape.of(4), Dense.of(8, Activation.RELU), Dense.of(3), ActivationLayer.of(Activation.SOFTMAX));

    private static INDArray array(String name, int columns) {
        return Nd4j.createFromArray(Golden.floats(MLP.get(name))).reshape('c', -1, columns);
    }

    private static Model model(Optimizer optimizer) {
        List<Variable> weights = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            var spec = SEQUENTIAL.weights().get(i);
            weights.add(new Variable(
                    spec.name(), spec.shape(), Golden.floats(MLP.get("weights").get(i))));
        }
        var compile = new Compile(optimizer, new CategoricalCrossentropy(), Metrics.ACCURACY);
        return Model.of(new TrainedModel(SEQUENTIAL, Optional.of(compile), weights, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sgd", "adam", "rmsprop"})
    void shouldTrainAsKerasDoes(String name) {
        Optimizer optimizer = Map.of(
                        "sgd", new SGD().withLearningRate(0.1),
                        "adam", new Adam().withLearningRate(0.01),
                        "rmsprop", new RMSprop().withLearningRate(0.01))
                .get(name);
        JsonNode golden = MLP.get("runs").get(name);
        INDArray x = array("X", 4);
        INDArray y = array("Y", 3);
        Fit fit = new Fit().withBatchSize(16).withEpochs(3).withShuffle(false).withValidationSplit(0.2);
        try (Model model = model(Objects.requireNonNull(optimizer))) {
            History history = model.fit(x, y, fit);
            assertThat(history.epoch()).containsExactly(0, 1, 2);
            assertThat(history.history().keySet()).containsExactly("accuracy", "loss", "val_accuracy", "val_loss");
            history.history().forEach((key, values) -> {
                float[] floats = new float[values.size()];
                for (int i = 0; i < floats.length; i++) {
                    floats[i] = values.get(i).floatValue();
                }
                Golden.assertClose(floats, Golden.floats(golden.get("history").get(key)), 1e-6);
            });
            List<Variable> weights = model.trained().weights();
            for (int i = 0; i < weights.size(); i++) {
                Golden.assertClose(
                        weights.get(i).toArray(),
                        Golden.floats(golden.get("final_weights").get(i)),
                        2e-6);
            }
            Map<String, Double> scores = model.evaluate(x, y, 16);
            assertThat(scores.keySet()).containsExactly("loss", "accuracy");
            float[] evaluated = {
                scores.getOrDefault("loss", Double.NaN).floatValue(),
                scores.getOrDefault("accuracy", Double.NaN).floatValue()
            };
            Golden.assertClose(evaluated, Golden.floats(golden.get("evaluate")), 1e-6);
            INDArray predicted = model.predict(x, 16);
            assertThat(predicted.shape()).containsExactly(50, 3);
            Golden.assertClose(
                    predicted.get(NDArrayIndex.interval(0, 2)).dup('c').data().asFloat(),
                    Golden.floats(golden.get("predict0")),
                    2e-6);
        }
    }

    @Test
    void shouldReadEveryLayoutAndTypeAlike() {
        INDArray x = Nd4j.createFromArray(Golden.floats(MLP.get("X")))
                .reshape('c', 50, 4)
                .mul(10)
                .castTo(DataType.INT32);
        INDArray y = array("Y", 3);
        List<INDArray> same = List.of(
                x,
                x.castTo(DataType.FLOAT),
                x.castTo(DataType.DOUBLE),
                x.castTo(DataType.INT64),
                x.castTo(DataType.FLOAT).dup('f'),
                // a view that begins in the middle of its buffer, and one with strides
                Nd4j.vstack(x.castTo(DataType.FLOAT), x.castTo(DataType.FLOAT)).get(NDArrayIndex.interval(50, 100)),
                Nd4j.hstack(x.castTo(DataType.FLOAT), x.castTo(DataType.FLOAT))
                        .get(NDArrayIndex.all(), NDArrayIndex.interval(4, 8)));
        List<TrainedModel> trained = new ArrayList<>();
        for (INDArray inputs : same) {
            try (Model model = model(new Adam())) {
                model.fit(inputs, y, new Fit().withBatchSize(16).withEpochs(2).withSeed(4));
                trained.add(model.trained());
            }
        }
        for (TrainedModel other : trained) {
            assertThat(NetworkTest.bits(other)).isEqualTo(NetworkTest.bits(trained.getFirst()));
        }
    }

    @Test
    void shouldTakeClassNumbersForOneHotTargets() {
        INDArray x = array("X", 4);
        INDArray y = array("Y", 3);
        INDArray classes = y.argMax(1);
        Fit fit = new Fit().withBatchSize(16);
        try (Model oneHot = model(new SGD());
                Model numbers = model(new SGD());
                Model floats = model(new SGD())) {
            oneHot.fit(x, y, fit);
            numbers.fit(x, classes, fit);
            floats.fit(x, classes.castTo(DataType.FLOAT).reshape(50, 1), fit);
            assertThat(NetworkTest.bits(numbers.trained())).isEqualTo(NetworkTest.bits(oneHot.trained()));
            assertThat(NetworkTest.bits(floats.trained())).isEqualTo(NetworkTest.bits(oneHot.trained()));
        }
    }

    @Test
    void shouldReportProgressAfterEveryStepAndEpoch() {
        List<Progress> seen = new ArrayList<>();
        INDArray x = array("X", 4);
        INDArray y = array("Y", 3);
        try (Model model = model(new SGD())) {
            History history = model.fit(x, y, new Fit().withBatchSize(20).withEpochs(2), x, y, seen::add);
            assertThat(seen).hasSize(8);
            assertThat(seen).extracting(Progress::step).containsExactly(1, 2, 3, 3, 1, 2, 3, 3);
            assertThat(seen.get(3).epochEnded()).isTrue();
            assertThat(seen.get(3).values().get("val_loss"))
                    .isEqualTo(history.of("val_loss").getFirst());
        }
    }
}
