package dev.millrace.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/// How raw data becomes what goes into a model: what was fitted on the training examples, and nothing else, so that the
/// same row or picture always becomes the same input, in training and in prediction.
public sealed interface Preparation
        permits Preparation.Arrays, Preparation.Digit, PicturePreparation, TablePreparation {
    /// The name under which [#standardization] is said.
    String STANDARDIZE = "standardize";

    /// The name of the kind: `table`.
    String kind();

    /// As it is said in messages and kept in model files, without its kind.
    ObjectNode parameters();

    /// How inputs are standardised once they are read, if they are; a table says it of each column.
    default Optional<Standardization> standardization() {
        return Optional.empty();
    }

    /// As it is said in messages and kept in model files.
    default JsonNode toJson() {
        ObjectNode json = parameters();
        json.put("kind", kind());
        return json;
    }

    /// The preparation that `options` say.
    ///
    /// @throws DatasetException if they say none
    static Preparation of(Options options) {
        String kind = options.text("kind");
        return switch (kind) {
            case Arrays.KIND -> Arrays.of(options);
            case Digit.KIND -> new Digit();
            case PicturePreparation.KIND -> PicturePreparation.of(options);
            case TablePreparation.KIND -> TablePreparation.of(options);
            default ->
                throw new DatasetException("A preparation is 'arrays', 'digit', 'picture' or 'table'. Received: '"
                        + kind + "'. The model was made by a newer version.");
        };
    }

    /// Arrays go into the model as they are, or standardised.
    record Arrays(Optional<Standardization> standardization) implements Preparation {
        static final String KIND = "arrays";

        /// Arrays as they are.
        public Arrays() {
            this(Optional.empty());
        }

        static Arrays of(Options options) {
            return new Arrays(options.optionalChild(STANDARDIZE).map(Standardization::of));
        }

        @Override
        public String kind() {
            return KIND;
        }

        @Override
        public ObjectNode parameters() {
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            standardization.ifPresent(by -> json.set(STANDARDIZE, by.toJson()));
            return json;
        }
    }

    /// A picture of a digit is made like MNIST's: light on dark, centred in 28 x 28 pixels.
    record Digit() implements Preparation {
        static final String KIND = "digit";

        @Override
        public String kind() {
            return KIND;
        }

        @Override
        public ObjectNode parameters() {
            return JsonNodeFactory.instance.objectNode();
        }
    }
}
