package dev.millrace.datasets;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.nn.DType;
import dev.millrace.nn.data.Examples;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/// Inputs brought to mean 0 and deviation 1, each channel by itself: `(x * scale - mean) / deviation`, as `F32`; with a
/// deviation of 0, 0. Channels lie along the last axis, as with Keras's `Normalization(axis=-1)` and Torchvision's
/// `Normalize`, which has them along the first.
///
/// @param scale of the values as they are stored: `1/255f` for pixels
/// @param mean one for each channel, finite
/// @param deviation one for each channel, at least 0
public record Standardization(float scale, List<Double> mean, List<Double> deviation) {
    private static final int LARGEST_BYTE = 255;

    public Standardization {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        if (mean.isEmpty() || mean.size() != deviation.size()) {
            throw new DatasetException("Each channel has a mean and a deviation. Received: " + mean.size()
                    + " means and " + deviation.size() + " deviations.");
        }
        if (!mean.stream().allMatch(Double::isFinite)
                || !deviation.stream().allMatch(d -> Double.isFinite(d) && d >= 0)) {
            throw new DatasetException("Means are finite, and deviations at least 0. Received: mean " + mean
                    + ", deviation " + deviation + ".");
        }
    }

    /// How many channels inputs have: as many as values along their last axis. Bytes along two axes are the pixels of
    /// gray pictures, which have one.
    static int channels(Schema.Inputs inputs) {
        int rank = inputs.shape().rank();
        return rank == 0 || (rank == 2 && inputs.dtype() == DType.U8)
                ? 1
                : inputs.shape().last();
    }

    /// What brings the inputs of `examples` there, in their order.
    static Standardization fit(Schema.Inputs form, Examples examples) {
        Moments[] moments = new Moments[channels(form)];
        Arrays.setAll(moments, channel -> new Moments());
        ByteBuffer input = ByteBuffer.allocate(form.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        int count = form.shape().size();
        for (int example = 0; example < examples.size(); example++) {
            examples.copyInput(example, input.clear());
            input.flip();
            for (int i = 0; i < count; i++) {
                moments[i % moments.length].add(next(form.dtype(), input) * form.scale());
            }
        }
        return new Standardization(
                form.scale(),
                Arrays.stream(moments).map(Moments::mean).toList(),
                Arrays.stream(moments).map(Moments::deviation).toList());
    }

    /// Takes `count` values at the position of `from`, the first of which is of the first channel, and puts what the
    /// model sees of them at the position of `to`. Both are little-endian.
    ///
    /// @param stored type of the values
    /// @throws DatasetException if one is too large once it is standardised
    public void put(DType stored, ByteBuffer from, int count, ByteBuffer to) {
        double[] means = doubles(mean);
        double[] deviations = doubles(deviation);
        for (int i = 0; i < count; i++) {
            int channel = i % means.length;
            double value = next(stored, from) * scale;
            float input = deviations[channel] == 0 ? 0 : (float) ((value - means[channel]) / deviations[channel]);
            if (!Float.isFinite(input)) {
                throw new DatasetException("An input of " + value + " is too large once it is standardised with mean "
                        + means[channel] + " and deviation " + deviations[channel] + ". Expected: at most 3.4e38.");
            }
            to.putFloat(input);
        }
    }

    /// Refuses examples of which an input would be too large.
    ///
    /// @throws DatasetException if there is one
    void check(Schema.Inputs form, Examples examples) {
        int count = form.shape().size();
        ByteBuffer to = ByteBuffer.allocate(Math.max(count, 2 * mean.size()) * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        if (form.dtype() == DType.U8) {
            byte[] extremes = new byte[2 * mean.size()];
            Arrays.fill(extremes, 0, mean.size(), (byte) LARGEST_BYTE);
            put(DType.U8, ByteBuffer.wrap(extremes), extremes.length, to);
            return;
        }
        ByteBuffer input = ByteBuffer.allocate(form.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int example = 0; example < examples.size(); example++) {
            examples.copyInput(example, input.clear());
            put(form.dtype(), input.flip(), count, to.clear());
        }
    }

    private static double next(DType stored, ByteBuffer from) {
        return switch (stored) {
            case U8 -> from.get() & 0xff;
            case I32 -> from.getInt();
            case F32 -> from.getFloat();
        };
    }

    private static double[] doubles(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /// As it is said in messages and kept in model files; `of` reads it.
    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        // As short as a float is written, and read again as the same.
        json.put("scale", Double.parseDouble(Float.toString(scale)));
        mean.forEach(json.putArray("mean")::add);
        deviation.forEach(json.putArray("deviation")::add);
        return json;
    }

    static Standardization of(Options options) {
        return new Standardization(
                (float) options.number("scale"), options.numbers("mean"), options.numbers("deviation"));
    }
}
