package dev.millrace.standalone.model;

import dev.millrace.runs.OutputMeaning;
import dev.millrace.standalone.output.Output;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What a model says of one picture of a digit.
///
/// @param prediction the class
/// @param values one per class
/// @param areProbabilities whether `values` are; else they are what the model put out, which may be any numbers
public record Prediction(String image, int prediction, List<Float> values, boolean areProbabilities) {
    /// The prediction that `outputs` mean, which are finite.
    public static Prediction of(String image, OutputMeaning meaning, List<Float> outputs) {
        Optional<List<Float>> probabilities = meaning.probabilities(outputs);
        List<Float> values = probabilities.orElse(outputs);
        return new Prediction(image, OutputMeaning.best(values), values, probabilities.isPresent());
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
