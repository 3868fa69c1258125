package dev.millrace.runfile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.keras.KerasJson;
import dev.millrace.nn.CallbackSpec;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Shown;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// `fit` of a run file, key by key: each that is not sound is a problem of its own.
final class FitText {
    private static final List<String> KEYS = List.of(
            "batch_size",
            "epochs",
            "validation_split",
            "shuffle",
            "seed",
            "class_weight",
            "initial_epoch",
            "steps_per_epoch",
            "validation_freq",
            "callbacks");

    private final ObjectNode given;
    private final Problems problems;
    private Fit fit = new Fit();

    private FitText(ObjectNode given, Problems problems) {
        this.given = given;
        this.problems = problems;
    }

    /// Keras's defaults, with what is said; where that is not sound, with its default.
    static Fit read(JsonNode node, Problems problems) {
        if (node.isMissingNode()) {
            return new Fit();
        }
        if (!(node instanceof ObjectNode given)) {
            problems.check("fit", () -> {
                throw new DescriptionException(
                        "'fit' is an object with the keys " + KEYS + ". Received: " + Shown.of(node));
            });
            return new Fit();
        }
        return new FitText(given, problems).read();
    }

    private Fit read() {
        RunText.checkKeys("fit", "key of fit", given, KEYS, problems);
        take("batch_size", f -> f.withBatchSize(Values.whole(given, "batch_size", 0)));
        int before = problems.count();
        take("epochs", f -> f.withEpochs(Values.whole(given, "epochs", 0)));
        boolean epochsKnown = problems.count() == before;
        take("validation_split", f -> f.withValidationSplit(Values.number(given, "validation_split", 0)));
        take("shuffle", f -> f.withShuffle(Values.flag(given, "shuffle", true)));
        take("seed", f -> f.withSeed(Values.wholeLong(given, "seed", 0)));
        take("class_weight", f -> f.withClassWeight(classWeight(given.path("class_weight"))));
        if (epochsKnown) {
            take("initial_epoch", f -> f.withInitialEpoch(Values.whole(given, "initial_epoch", 0)));
        }
        take("steps_per_epoch", f -> f.withStepsPerEpoch(Values.whole(given, "steps_per_epoch", 0)));
        take("validation_freq", f -> f.withValidationFreq(Values.whole(given, "validation_freq", 0)));
        take(
                "callbacks",
                f -> f.withCallbacks(
                        KerasJson.callbacks(given.path("callbacks")).toArray(CallbackSpec[]::new)));
        return fit;
    }

    private void take(String key, UnaryOperator<Fit> with) {
        if (given.has(key)) {
            Fit before = fit;
            fit = problems.read("fit." + key, () -> with.apply(before), before);
        }
    }

    private static Map<Integer, Double> classWeight(JsonNode given) {
        Map<Integer, Double> weights = new TreeMap<>();
        String expected = "'class_weight' is an object with a weight for each class number, like {0: 1.0, 1: 5.0}.";
        if (!given.isObject()) {
            throw new DescriptionException(expected + " Received: " + Shown.of(given));
        }
        for (var entry : given.properties()) {
            if (!entry.getValue().isNumber() || !entry.getKey().matches("\\d{1,9}")) {
                throw new DescriptionException(expected + " Received: " + Shown.of(given));
            }
            weights.put(Integer.valueOf(entry.getKey()), entry.getValue().doubleValue());
        }
        return weights;
    }
}
