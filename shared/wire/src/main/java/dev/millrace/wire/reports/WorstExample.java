package dev.millrace.wire.reports;

import dev.millrace.wire.Safetensors.DType;
import dev.millrace.wire.Safetensors.Tensor;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;

/// An example that a checkpoint classifies badly, with what the network saw.
///
/// @param example its number in the split, counted from 0
/// @param actual its class
/// @param predicted the class it was taken for; may be the right one, where few are wrong
/// @param probability that the network gave its class
/// @param predictedProbability that the network gave the class it was taken for
public record WorstExample(
        long example, int actual, int predicted, double probability, double predictedProbability, Input input) {
    /// Largest input that is sent, in bytes.
    public static final int MAX_INPUT_BYTES = 64_000;

    public WorstExample {
        if (example < 0) {
            throw new IllegalArgumentException("'example' is counted from 0. Received: " + example);
        }
        ClassScore.checkShare("probability", probability);
        ClassScore.checkShare("predicted_probability", predictedProbability);
    }

    /// Values of one example as they are at the source.
    ///
    /// @param dtype `U8`, `I32` or `F32`
    /// @param shape of the example, without a batch axis
    /// @param scale finite factor that turns stored values into what the network sees
    /// @param data the values, row-major and little-endian, in base64
    public record Input(DType dtype, List<Integer> shape, double scale, String data) {
        public Input {
            shape = List.copyOf(shape);
            if (!Double.isFinite(scale)) {
                throw new IllegalArgumentException("'scale' is finite. Received: " + scale);
            }
            if (data.length() > 4 * Math.ceilDiv(MAX_INPUT_BYTES, 3)) {
                throw new IllegalArgumentException("An input has at most " + MAX_INPUT_BYTES
                        + " bytes. Received base64 of " + data.length() + " characters");
            }
            // Refuses what is no base64, and another number of bytes than the shape takes.
            var unused =
                    new Tensor(dtype, shape, ByteBuffer.wrap(Base64.getDecoder().decode(data)));
        }

        /// The input that `tensor` holds.
        public static Input of(Tensor tensor, double scale) {
            byte[] bytes = new byte[tensor.data().remaining()];
            tensor.data().get(bytes);
            return new Input(
                    tensor.dtype(), tensor.shape(), scale, Base64.getEncoder().encodeToString(bytes));
        }

        /// The values.
        public Tensor tensor() {
            return new Tensor(dtype, shape, ByteBuffer.wrap(Base64.getDecoder().decode(data)));
        }
    }
}
