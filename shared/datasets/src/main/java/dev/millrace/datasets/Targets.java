package dev.millrace.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.nn.DType;
import dev.millrace.nn.Shape;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

/// What should come out of a model.
public sealed interface Targets {
    /// How a target is stored.
    DType dtype();

    /// Of one target.
    Shape shape();

    /// Bytes of one target.
    default int bytes() {
        return Math.multiplyExact(dtype().bytes(), shape().size());
    }

    /// As it is said in messages and kept in model files.
    JsonNode toJson();

    /// One of several classes, by its number: `U8` up to 256 classes, else `I32`.
    ///
    /// @param count how many there are, at least one
    /// @param names one for each class, in the order of their numbers; empty where they have none
    record Classes(int count, List<String> names) implements Targets {
        public Classes {
            names = List.copyOf(names);
            if (count < 1) {
                throw new DatasetException("There is at least one class. Received: " + count + " classes.");
            }
            if (!names.isEmpty() && names.size() != count) {
                throw new DatasetException(
                        "Each class has a name. Received: " + names.size() + " names for " + count + " classes.");
            }
        }

        /// Classes that are called by their numbers.
        public Classes(int count) {
            this(count, List.of());
        }

        @Override
        public DType dtype() {
            return count <= 256 ? DType.U8 : DType.I32;
        }

        @Override
        public Shape shape() {
            return Shape.of();
        }

        /// Puts a class number, as it is stored, at the position of `to`, which is little-endian.
        public void put(int number, ByteBuffer to) {
            if (dtype() == DType.U8) {
                to.put((byte) number);
            } else {
                to.putInt(number);
            }
        }

        /// What class `number` is called.
        public String name(int number) {
            return names.isEmpty() ? String.valueOf(number) : names.get(number);
        }

        @Override
        public JsonNode toJson() {
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            json.put("kind", "classes");
            json.put("count", count);
            names.forEach(json.putArray("names")::add);
            return json;
        }
    }

    /// Numbers to be met, `F32`.
    ///
    /// @param shape of one target: `(1,)` for a price
    /// @param columns what each value is, for a rank of 1; empty where they have no names
    /// @param mean of each column over the training examples; empty where it was not computed
    /// @param deviation standard deviation of each column over the training examples, likewise
    record Values(Shape shape, List<String> columns, List<Double> mean, List<Double> deviation) implements Targets {
        public Values {
            columns = List.copyOf(columns);
            mean = List.copyOf(mean);
            deviation = List.copyOf(deviation);
            if (!columns.isEmpty() && !shape.equals(Shape.of(columns.size()))) {
                throw new DatasetException("Each value of a target has a name. Received: " + columns.size()
                        + " names for targets of shape " + shape + ".");
            }
        }

        /// Numbers without names.
        public Values(Shape shape) {
            this(shape, List.of(), List.of(), List.of());
        }

        @Override
        public DType dtype() {
            return DType.F32;
        }

        @Override
        public JsonNode toJson() {
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            json.put("kind", "values");
            shape.dims().forEach(json.putArray("shape")::add);
            columns.forEach(json.putArray("columns")::add);
            mean.forEach(json.putArray("mean")::add);
            deviation.forEach(json.putArray("deviation")::add);
            return json;
        }
    }

    /// The targets that `options` say.
    ///
    /// @throws DatasetException if they say none
    static Targets of(Options options) {
        String kind = options.text("kind");
        return switch (kind.toLowerCase(Locale.ROOT)) {
            case "classes" -> new Classes(Math.toIntExact(options.integer("count")), options.texts("names"));
            case "values" ->
                new Values(
                        new Shape(options.integers("shape")),
                        options.texts("columns"),
                        options.numbers("mean"),
                        options.numbers("deviation"));
            default -> throw new DatasetException("Targets are 'classes' or 'values'. Received: '" + kind + "'.");
        };
    }
}
