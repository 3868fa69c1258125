package dev.millrace.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.nn.DType;
import dev.millrace.nn.Shape;
import dev.millrace.nn.data.ExampleForm;
import java.util.OptionalInt;

/// What every example of a dataset looks like, and how raw data becomes such an example. All of it is known once the
/// dataset is open, and goes with the run and with the model file.
///
/// One example in memory or on a disk is its input, its target and, where there are weights, its weight as `F32`, one
/// after the other, row-major and little-endian.
///
/// @param inputs what goes into the model
/// @param targets what should come out
/// @param weighted whether each example has a weight of its own
/// @param preparation how raw data becomes inputs
public record Schema(Inputs inputs, Targets targets, boolean weighted, Preparation preparation) {
    /// What goes into the model.
    ///
    /// @param dtype of every value
    /// @param shape of one example
    /// @param scale finite factor that turns stored values into what the model sees: `1/255f` for pixels
    public record Inputs(DType dtype, Shape shape, float scale) {
        public Inputs {
            if (!Float.isFinite(scale)) {
                throw new DatasetException("A scale is finite. Received: " + scale);
            }
        }

        /// Bytes of one example.
        public int bytes() {
            return Math.multiplyExact(dtype.bytes(), shape.size());
        }
    }

    /// Examples without weights.
    public Schema(Inputs inputs, Targets targets, Preparation preparation) {
        this(inputs, targets, false, preparation);
    }

    /// Bytes of one example: input, target and weight.
    public int stride() {
        return Math.addExact(inputs.bytes(), targets.bytes() + (weighted ? Float.BYTES : 0));
    }

    /// What the examples look like to whoever trains with them.
    public ExampleForm form() {
        return new ExampleForm(
                inputs.dtype(),
                inputs.shape(),
                inputs.scale(),
                targets.dtype(),
                targets.shape(),
                targets instanceof Targets.Classes classes ? OptionalInt.of(classes.count()) : OptionalInt.empty(),
                weighted);
    }

    /// As it is said in messages and kept in model files; `of` reads it.
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode in = json.putObject("inputs");
        in.put("dtype", inputs.dtype().name());
        inputs.shape().dims().forEach(in.putArray("shape")::add);
        // As short as a float is written, and read again as the same.
        in.put("scale", Double.parseDouble(Float.toString(inputs.scale())));
        json.set("targets", targets.toJson());
        json.put("weighted", weighted);
        json.set("preparation", preparation.toJson());
        return json;
    }

    /// The schema that `json` says.
    ///
    /// @throws DatasetException if it says none
    public static Schema of(JsonNode json) {
        Options options = new Options("data description", json);
        Options in = options.child("inputs");
        var schema = new Schema(
                new Inputs(
                        in.constant("dtype", DType.class), new Shape(in.integers("shape")), (float) in.number("scale")),
                Targets.of(options.child("targets")),
                options.flag("weighted", false),
                Preparation.of(options.child("preparation")));
        return schema;
    }
}
