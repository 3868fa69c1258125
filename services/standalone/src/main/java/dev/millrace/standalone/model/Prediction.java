package dev.millrace.standalone.model;

import dev.millrace.standalone.output.Output;
import dev.millrace.standalone.output.UserException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What a model says of one picture.
///
/// @param prediction the class
/// @param values one per class
/// @param areProbabilities whether `values` are; else they are what the model put out, which may be any numbers
public record Prediction(String image, int prediction, List<Float> values, boolean areProbabilities) {
    /// The prediction that `outputs` mean.
    ///
    /// @throws UserException if an output is not finite: it names no class
    public static Prediction of(String image, OutputMeaning meaning, List<Float> outputs) {
        if (!outputs.stream().allMatch(Float::isFinite)) {
            throw new UserException("The model's outputs for " + image + " name no class. Received: " + outputs
                    + ". Expected: finite numbers.");
        }
        Optional<List<Float>> probabilities = meaning.probabilities(outputs);
        List<Float> values = probabilities.orElse(outputs);
        return new Prediction(image, best(values), values, probabilities.isPresent());
    }

    /// The class of the largest value, the first of equals. One value alone says class 1 above a half, as for Keras's
    /// binary accuracy.
    private static int best(List<Float> values) {
        return values.size() == 1
                ? (values.getFirst() > 0.5f ? 1 : 0)
                : IntStream.range(0, values.size()).reduce(0, (a, b) -> values.get(b) > values.get(a) ? b : a);
    }

    /// The class, and below it the value of each.
    public String lines() {
        return image + ": " + prediction + (areProbabilities ? "" : " (outputs, not probabilities)")
                + IntStream.range(0, values.size())
                        .mapToObj(i -> String.format(Locale.ROOT, "%n  %d: %.4f", i, values.get(i)))
                        .collect(Collectors.joining());
    }

    /// The same in one line of JSON.
    public String json() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("image", image);
        fields.put("prediction", prediction);
        fields.put(areProbabilities ? "probabilities" : "outputs", values);
        return Output.json(fields);
    }
}
