package dev.millrace.evaluator;

import dev.millrace.nn.Activation;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.Variable;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.loss.CategoricalCrossentropy;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.SGD;
import dev.millrace.wire.BatchMessage;
import dev.millrace.wire.Safetensors.DType;
import dev.millrace.wire.Safetensors.Tensor;
import dev.millrace.wire.Split;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/// A model so small that its scores can be worked out by hand.
public final class TwoClasses {
    /// Logits are the two inputs, so that every score can be worked out by hand.
    public static final TrainedModel MODEL = new TrainedModel(
            Sequential.of(Shape.of(2), Dense.of(2, Activation.SOFTMAX)),
            Optional.of(new Compile(new SGD(), new CategoricalCrossentropy(), Metrics.ACCURACY)),
            List.of(
                    new Variable("dense/kernel", Shape.of(2, 2), 1, 0, 0, 1),
                    new Variable("dense/bias", Shape.of(2), 0, 0)),
            Optional.empty());

    private TwoClasses() {}

    /// A mini-batch of such inputs.
    public static BatchMessage batch(String runId, Split split, int[] inputs, int... labels) {
        ByteBuffer x = ByteBuffer.allocate(inputs.length);
        for (int input : inputs) {
            x.put((byte) input);
        }
        ByteBuffer y = ByteBuffer.allocate(labels.length);
        for (int label : labels) {
            y.put((byte) label);
        }
        return new BatchMessage(
                runId,
                split,
                0,
                0,
                new Tensor(DType.U8, List.of(labels.length, 2), x.flip()),
                new Tensor(DType.U8, List.of(labels.length), y.flip()),
                1);
    }
}
