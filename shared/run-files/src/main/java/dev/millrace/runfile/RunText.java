package dev.millrace.runfile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Named;
import dev.millrace.nn.Shown;
import dev.millrace.runfile.yaml.Yaml;
import dev.millrace.runfile.yaml.YamlException;
import java.util.List;
import java.util.Optional;

/// The keys of a run file, each checked.
final class RunText {
    private static final List<String> KEYS = List.of("name", "dataset", "data", "model", "compile", "fit");

    private RunText() {}

    /// A run, and what is not sound in it; those parts have defaults.
    record Parsed(RunFile run, Problems problems) {}

    /// The run in a text.
    ///
    /// @param file for messages; empty: the text is the program's own
    /// @throws RunFileException if it is neither JSON nor YAML, or not sound
    static RunFile read(String text, String file) {
        Parsed parsed = parse(text, file);
        parsed.problems().refuse();
        return parsed.run();
    }

    /// The run in a text, and what is not sound in it.
    ///
    /// @throws RunFileException if it is neither JSON nor YAML, or no object
    static Parsed parse(String text, String file) {
        Yaml yaml;
        try {
            yaml = Yaml.read(text);
        } catch (YamlException e) {
            throw new RunFileException(file, e);
        }
        RunSource source = file.isEmpty() ? RunSource.BUILT_IN : RunSource.of(file, yaml.lines());
        if (!(yaml.root() instanceof ObjectNode root)) {
            String message = "a run file is an object with the keys " + KEYS + ". Received: " + Shown.of(yaml.root());
            throw new RunFileException(file, List.of(source.problem("", message + ".")));
        }
        var problems = new Problems(source);
        return new Parsed(run(root, source, problems), problems);
    }

    private static RunFile run(ObjectNode root, RunSource source, Problems problems) {
        checkKeys("", "key of a run file", root, KEYS, problems);
        String data = problems.read("data", () -> Values.text(root, "data", ""), "");
        Optional<JsonNode> dataset =
                problems.read("dataset", () -> dataset(root.path("dataset"), data), Optional.empty());
        var none = JsonNodeFactory.instance.objectNode();
        JsonNode model = problems.read(
                "model",
                () -> object(root, "model", root.path("model"), "{layers: [{dense: 10, activation: softmax}]}"),
                none);
        JsonNode compiled = root.has("compile") ? root.path("compile") : model.path("compile_config");
        JsonNode compile = problems.read(
                "compile",
                () -> object(root, "compile", compiled, "{optimizer: adam, loss: categorical_crossentropy}"),
                none);
        String name = problems.read("name", () -> Values.text(root, "name", "run"), "");
        Fit fit = FitText.read(root.path("fit"), problems);
        return new RunFile(name, dataset, dataset.isPresent() ? "" : data, model, compile, fit, source);
    }

    /// A kind with its options, or a kind alone: `mnist`.
    private static Optional<JsonNode> dataset(JsonNode dataset, String data) {
        if (dataset.isTextual()) {
            return dataset.textValue().isEmpty()
                    ? Optional.empty()
                    : Optional.of(RunDataset.named(dataset.textValue(), data));
        }
        if (!data.isEmpty() && !dataset.isMissingNode()) {
            throw new DescriptionException(
                    "'data' is for a dataset that is named alone, like 'mnist'. Received: both it"
                            + " and the options of a dataset. Say 'folder' among them.");
        }
        return dataset.isMissingNode() ? Optional.empty() : Optional.of(dataset);
    }

    /// Every key that nobody knows is a problem of its own.
    static void checkKeys(String path, String kind, ObjectNode node, List<String> known, Problems problems) {
        for (String name : names(node)) {
            if (!known.contains(name)) {
                problems.check(path, () -> {
                    throw Named.unknown(kind, name, known);
                });
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
}
