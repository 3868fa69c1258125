package dev.millrace.runs;

import dev.millrace.nn.Activation;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.layer.ActivationLayer;
import dev.millrace.nn.layer.ActivityRegularization;
import dev.millrace.nn.layer.Dropout;
import dev.millrace.nn.layer.Flatten;
import dev.millrace.nn.layer.Reshape;
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
        if (!loss.fromLogits()) {
            return UNKNOWN;
        }
        return loss.ofClasses() ? LOGITS : BINARY_LOGITS;
    }

    /// The last one that changes anything.
    private static Activation lastActivation(Sequential model) {
        for (Layer layer : model.layers().reversed()) {
            if (layer.activation() != Activation.LINEAR || !passesOn(layer)) {
                return layer.activation();
            }
        }
        return Activation.LINEAR;
    }

    /// Whether a layer without an activation predicts what goes into it.
    private static boolean passesOn(Layer layer) {
        return layer instanceof ActivationLayer
                || layer instanceof Dropout
                || layer instanceof ActivityRegularization
                || layer instanceof Flatten
                || layer instanceof Reshape;
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

    /// The probability of one class, without those of the others.
    ///
    /// @throws IllegalStateException if probabilities are not known
    public double probability(float[] outputs, int number) {
        return switch (this) {
            case PROBABILITIES -> ofClass(outputs, number, outputs[outputs.length == 1 ? 0 : number]);
            case LOGITS -> softmax(outputs, number);
            case BINARY_LOGITS -> ofClass(outputs, number, sigmoid(outputs[outputs.length == 1 ? 0 : number]));
            case UNKNOWN -> throw new IllegalStateException("These outputs have nothing to do with probabilities.");
        };
    }

    /// The class that has the largest probability, the first of equals; of two classes with one output, class 1 above a
    /// half.
    ///
    /// @throws IllegalStateException if probabilities are not known
    public int best(float[] outputs) {
        if (outputs.length == 1) {
            return probability(outputs, 1) > 0.5 ? 1 : 0;
        }
        int best = 0;
        for (int i = 1; i < outputs.length; i++) {
            best = outputs[i] > outputs[best] ? i : best;
        }
        return best;
    }

    /// One output alone is about class 1.
    private static double ofClass(float[] outputs, int number, double probability) {
        return outputs.length == 1 && number == 0 ? 1 - probability : probability;
    }

    private static double softmax(float[] logits, int number) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - largest);
        }
        return Math.exp(logits[number] - largest) / sum;
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
