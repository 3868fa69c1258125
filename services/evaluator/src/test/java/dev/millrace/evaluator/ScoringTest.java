package dev.millrace.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.nn.Activation;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Dense;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.Variable;
import dev.millrace.wire.BatchMessage;
import dev.millrace.wire.Safetensors.DType;
import dev.millrace.wire.Safetensors.Tensor;
import dev.millrace.wire.Split;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScoringTest {
    /// Logits are the two inputs, so that every score can be worked out by hand.
    private static final TrainedModel MODEL = new TrainedModel(
            Sequential.of(Shape.of(2), Dense.of(2, Activation.SOFTMAX)),
            Optional.of(new Compile(new Optimizer.SGD(), new Loss.CategoricalCrossentropy(), Metric.ACCURACY)),
            List.of(
                    new Variable("dense/kernel", Shape.of(2, 2), 1, 0, 0, 1),
                    new Variable("dense/bias", Shape.of(2), 0, 0)),
            Optional.empty());

    @Test
    void shouldScoreEachSplitAskedForByItself() {
        try (var scoring = new Scoring(MODEL, EnumSet.of(Split.VALIDATION, Split.TEST))) {
            scoring.add(batch(Split.VALIDATION, new int[] {2, 0}, 0));
            scoring.add(batch(Split.TEST, new int[] {2, 0, 0, 2}, 0, 0));
            scoring.add(batch(Split.TEST, new int[] {0, 0}, 0));
            scoring.add(batch(Split.TRAINING, new int[] {0, 2}, 0));
            Map<Split, Map<String, Double>> results = scoring.results();
            assertThat(results).containsOnlyKeys(Split.VALIDATION, Split.TEST);
            double right = Math.log(1 + Math.exp(-2));
            double wrong = Math.log(1 + Math.exp(2));
            close(results, Split.VALIDATION, "loss", right);
            close(results, Split.VALIDATION, "accuracy", 1);
            close(results, Split.TEST, "loss", (right + wrong + Math.log(2)) / 3);
            close(results, Split.TEST, "accuracy", 2 / 3.0);
        }
    }

    private static void close(Map<Split, Map<String, Double>> results, Split split, String name, double expected) {
        assertThat(results.getOrDefault(split, Map.of()).get(name))
                .as("%s %s", split, name)
                .isCloseTo(expected, within(1e-6));
    }

    private static BatchMessage batch(Split split, int[] inputs, int... labels) {
        ByteBuffer x = ByteBuffer.allocate(inputs.length);
        for (int input : inputs) {
            x.put((byte) input);
        }
        ByteBuffer y = ByteBuffer.allocate(labels.length);
        for (int label : labels) {
            y.put((byte) label);
        }
        return new BatchMessage(
                "run",
                split,
                0,
                0,
                new Tensor(DType.U8, List.of(labels.length, 2), x.flip()),
                new Tensor(DType.U8, List.of(labels.length), y.flip()),
                1);
    }
}
