package dev.millrace.standalone.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Named;
import dev.millrace.standalone.output.Shown;
import dev.millrace.standalone.yaml.Yaml;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/// The keys of a run file, each checked.
final class RunText {
    private static final List<String> KEYS = List.of("name", "dataset", "data", "model", "compile", "fit");
    private static final String WHOLE = "a whole number";
    private static final List<String> FIT_KEYS =
            List.of("batch_size", "epochs", "validation_split", "shuffle", "seed", "class_weight");

    private RunText() {}

    /// The run in a text.
    ///
    /// @param file for messages; empty: the text is the program's own
    /// @throws dev.millrace.standalone.yaml.YamlException if it is neither JSON nor YAML
    /// @throws DescriptionException if it is not sound, naming the file
    static RunFile read(String text, String file) {
        Yaml yaml = Yaml.read(text);
        RunSource source = file.isEmpty() ? RunSource.BUILT_IN : RunSource.of(file, yaml.lines());
        return source.naming("", () -> run(yaml.root(), source));
    }

    private static RunFile run(JsonNode root, RunSource source) {
        if (!(root instanceof ObjectNode run)) {
            throw new DescriptionException(
                    "a run file is an object with the keys " + KEYS + ". Received: " + Shown.of(root) + ".");
        }
        checkKeys("key of a run file", run, KEYS);
        JsonNode model = object(run, "model", run.path("model"), "{layers: [{dense: 10, activation: softmax}]}");
        JsonNode compiled = run.has("compile") ? run.path("compile") : model.path("compile_config");
        String data = text(run, "data", "");
        Optional<JsonNode> dataset = dataset(run.path("dataset"), data);
        return new RunFile(
                text(run, "name", "run"),
                dataset,
                dataset.isPresent() ? "" : data,
                model,
                object(run, "compile", compiled, "{optimizer: adam, loss: categorical_crossentropy}"),
                fit(run.path("fit")),
                source);
    }

    /// A kind with its options, or a kind alone: `mnist`.
    private static Optional<JsonNode> dataset(JsonNode dataset, String data) {
        if (dataset.isTextual()) {
            return dataset.textValue().isEmpty()
                    ? Optional.empty()
                    : Optional.of(DatasetChoice.named(dataset.textValue(), data));
        }
        if (!data.isEmpty() && !dataset.isMissingNode()) {
            throw new DescriptionException(
                    "'data' is for a dataset that is named alone, like 'mnist'. Received: both it"
                            + " and the options of a dataset. Say 'folder' among them.");
        }
        return dataset.isMissingNode() ? Optional.empty() : Optional.of(dataset);
    }

    private static Fit fit(JsonNode node) {
        var fit = new Fit();
        if (node.isMissingNode()) {
            return fit;
        }
        if (!(node instanceof ObjectNode given)) {
            throw new DescriptionException(
                    "'fit' is an object with the keys " + FIT_KEYS + ". Received: " + Shown.of(node));
        }
        checkKeys("key of fit", given, FIT_KEYS);
        return new Fit(
                whole(given, "batch_size", fit.batchSize()),
                whole(given, "epochs", fit.epochs()),
                number(given, "validation_split", fit.validationSplit()),
                flag(given, "shuffle", fit.shuffle()),
                seed(given, fit.seed()),
                classWeight(given));
    }

    private static Map<Integer, Double> classWeight(ObjectNode fit) {
        JsonNode given = fit.path("class_weight");
        Map<Integer, Double> weights = new TreeMap<>();
        if (given.isMissingNode()) {
            return weights;
        }
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

    private static void checkKeys(String kind, ObjectNode node, List<String> known) {
        for (String name : names(node)) {
            if (!known.contains(name)) {
                throw Named.unknown(kind, name, known);
            }
        }
    }

    private static List<String> names(ObjectNode node) {
        return node.properties().stream().map(e -> e.getKey()).toList();
    }

    private static JsonNode object(ObjectNode run, String key, JsonNode value, String example) {
        if (value.isMissingNode() && run.path("dataset").isObject()) {
            // The data says what is sensible.
            return JsonNodeFactory.instance.objectNode();
        }
        if (!value.isObject() || value.isEmpty()) {
            throw new DescriptionException("'" + key + "' is an object like " + example + ". Received: "
                    + (value.isMissingNode() ? "only the keys " + names(run) : Shown.of(value)) + ".");
        }
        return value;
    }

    private static String text(ObjectNode node, String key, String fallback) {
        return value(node, key, "a text", JsonNode::isTextual).asText(fallback);
    }

    private static int whole(ObjectNode node, String key, int fallback) {
        return value(node, key, WHOLE, v -> v.canConvertToExactIntegral() && v.canConvertToInt())
                .asInt(fallback);
    }

    private static long seed(ObjectNode node, long fallback) {
        return value(node, "seed", WHOLE, v -> v.canConvertToExactIntegral() && v.canConvertToLong())
                .asLong(fallback);
    }

    private static boolean flag(ObjectNode node, String key, boolean fallback) {
        return value(node, key, "true or false", JsonNode::isBoolean).asBoolean(fallback);
    }

    private static double number(ObjectNode node, String key, double fallback) {
        return value(node, key, "a number", JsonNode::isNumber).asDouble(fallback);
    }

    /// What stands at `key`, missing or of the kind that is wanted.
    private static JsonNode value(ObjectNode node, String key, String kind, Predicate<JsonNode> fits) {
        JsonNode value = node.path(key);
        if (!value.isMissingNode() && !fits.test(value)) {
            throw new DescriptionException("'" + key + "' is " + kind + ". Received: " + Shown.of(value));
        }
        return value;
    }
}
