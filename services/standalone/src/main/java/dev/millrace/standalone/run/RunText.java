package dev.millrace.standalone.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Named;
import dev.millrace.standalone.output.Shown;
import dev.millrace.standalone.yaml.Yaml;
import java.util.List;
import java.util.function.Predicate;

/// The keys of a run file, each checked.
final class RunText {
    private static final List<String> KEYS = List.of("name", "dataset", "data", "model", "compile", "fit");
    private static final String WHOLE = "a whole number";
    private static final List<String> FIT_KEYS = List.of("batch_size", "epochs", "validation_split", "shuffle", "seed");

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
        return new RunFile(
                text(run, "name", "run"),
                text(run, "dataset", ""),
                text(run, "data", ""),
                model,
                object(run, "compile", compiled, "{optimizer: adam, loss: categorical_crossentropy}"),
                fit(run.path("fit")),
                source);
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
                seed(given, fit.seed()));
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
