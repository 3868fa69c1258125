package dev.millrace.standalone.model;

import dev.millrace.nn.Activation;
import dev.millrace.nn.ActivationLayer;
import dev.millrace.nn.Dense;
import dev.millrace.nn.Dropout;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Rescaling;
import dev.millrace.nn.Sequential;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// How the outputs of a model that classifies become the probabilities of the classes. One output alone is about class
/// 1, against class 0.
public enum OutputMeaning {
    /// They are probabilities already.
    PROBABILITIES,
    /// Softmax makes them probabilities: the loss applied it in training.
    LOGITS,
    /// Sigmoid makes each a probability: the loss applied it in training.
    BINARY_LOGITS,
    /// Neither the last activation nor the loss says that they have to do with probabilities.
    UNKNOWN;

    /// The meaning of what `model` puts out.
    ///
    /// @param loss what it was trained with, where that is known
    public static OutputMeaning of(Sequential model, Optional<Loss> loss) {
        boolean alone = model.outputShape().size() == 1;
        Activation last = lastActivation(model);
        if (last == Activation.SIGMOID || (last == Activation.SOFTMAX && !alone)) {
            return PROBABILITIES;
        }
        OutputMeaning meaning = loss.map(OutputMeaning::of).orElse(UNKNOWN);
        // Softmax of one output is 1, whatever it is.
        return meaning == LOGITS && alone ? UNKNOWN : meaning;
    }

    private static OutputMeaning of(Loss loss) {
        return switch (loss) {
            case Loss.CategoricalCrossentropy l -> l.fromLogits() ? LOGITS : UNKNOWN;
            case Loss.SparseCategoricalCrossentropy l -> l.fromLogits() ? LOGITS : UNKNOWN;
            case Loss.BinaryCrossentropy l -> l.fromLogits() ? BINARY_LOGITS : UNKNOWN;
            case Loss.MeanSquaredError l -> UNKNOWN;
            case Loss.MeanAbsoluteError l -> UNKNOWN;
            case Loss.Huber l -> UNKNOWN;
        };
    }

    /// The last one that changes anything.
    private static Activation lastActivation(Sequential model) {
        for (Layer layer : model.layers().reversed()) {
            Activation activation = switch (layer) {
                case Dense l -> l.activation();
                case ActivationLayer l -> l.activation();
                case Dropout l -> Activation.LINEAR;
                case Rescaling l -> Activation.LINEAR;
            };
            if (activation != Activation.LINEAR || layer instanceof Dense || layer instanceof Rescaling) {
                return activation;
            }
        }
        return Activation.LINEAR;
    }

    /// One probability per class; empty where they are not known.
    public Optional<List<Float>> probabilities(List<Float> outputs) {
        return switch (this) {
            case PROBABILITIES -> Optional.of(ofEachClass(outputs));
            case LOGITS -> Optional.of(softmax(outputs));
            case BINARY_LOGITS ->
                Optional.of(
                        ofEachClass(outputs.stream().map(OutputMeaning::sigmoid).toList()));
            case UNKNOWN -> Optional.empty();
        };
    }

    /// The class of the largest value, the first of equals. One value alone says class 1 above a half, as for Keras's
    /// binary accuracy.
    public static int best(List<Float> values) {
        return values.size() == 1
                ? (values.getFirst() > 0.5f ? 1 : 0)
                : IntStream.range(0, values.size()).reduce(0, (a, b) -> values.get(b) > values.get(a) ? b : a);
    }

    private static List<Float> ofEachClass(List<Float> probabilities) {
        return probabilities.size() == 1
                ? List.of(1 - probabilities.getFirst(), probabilities.getFirst())
                : probabilities;
    }

    private static List<Float> softmax(List<Float> logits) {
        double largest = logits.stream().mapToDouble(Float::doubleValue).max().orElse(0);
        List<Double> powers = logits.stream().map(x -> Math.exp(x - largest)).toList();
        double sum = powers.stream().mapToDouble(Double::doubleValue).sum();
        return powers.stream().map(power -> (float) (power / sum)).toList();
    }

    private static float sigmoid(float logit) {
        return (float) (1 / (1 + Math.exp(-logit)));
    }
}
