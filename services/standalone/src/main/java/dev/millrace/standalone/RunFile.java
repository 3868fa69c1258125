package dev.millrace.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Named;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// A run as people write it, in JSON or YAML: `name`, `dataset`, `data`, `model`, `compile`, `fit`. What is absent
/// has the defaults of the textbook's digits network, and of Keras's `fit`.
///
/// @param name for people
/// @param dataset its name; empty: to be chosen
/// @param data folder with the dataset's files; empty: where they are usually kept
/// @param model Keras's JSON, or the short form
/// @param compile Keras's JSON: optimizer, loss, metrics; where it is absent, the model's `compile_config`
record RunFile(String name, String dataset, String data, JsonNode model, JsonNode compile, Fit fit) {
    private static final ObjectMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final List<String> KEYS = List.of("name", "dataset", "data", "model", "compile", "fit");
    private static final List<String> FIT_KEYS = List.of("batch_size", "epochs", "validation_split", "shuffle", "seed");

    /// The textbook's network and program, for mini-batches of 100.
    static final RunFile TEXTBOOK = parse("""
            name: textbook
            model:
              layers:
                - {dense: 500, activation: sigmoid}
                - {dense: 500, activation: sigmoid}
                - {dense: 10, activation: softmax}
            compile: {optimizer: adam, loss: categorical_crossentropy, metrics: [accuracy]}
            fit: {batch_size: 100, epochs: 20}
            """, "the built-in run");

    /// Reads a run file; YAML reads JSON too.
    ///
    /// @throws DescriptionException if it is not sound, naming the file
    static RunFile read(Path file) {
        try {
            return parse(Files.readString(file), file.toString());
        } catch (IOException e) {
            throw new UserException("Cannot read the run file " + file + ": " + Trouble.with(e) + ".");
        }
    }

    private static RunFile parse(String text, String source) {
        try {
            JsonNode root = YAML.readTree(text);
            if (!(root instanceof ObjectNode run)) {
                throw new DescriptionException("a run file is an object with the keys " + KEYS + ". Received: "
                        + (text.isBlank() ? "nothing" : root) + ".");
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
                    fit(run.path("fit")));
        } catch (JsonProcessingException e) {
            throw new DescriptionException(source + " is neither JSON nor YAML: " + problem(e) + ".");
        } catch (DescriptionException e) {
            throw new DescriptionException(source + ": " + e.getMessage());
        }
    }

    private static String problem(JsonProcessingException e) {
        // Lines that begin with a space show the place, which follows here.
        String problem = e.getOriginalMessage()
                .lines()
                .filter(line -> !line.startsWith(" "))
                .collect(Collectors.joining(", "));
        return e.getLocation() == null
                ? problem
                : problem + ", at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }

    private static Fit fit(JsonNode node) {
        var fit = new Fit();
        if (node.isMissingNode()) {
            return fit;
        }
        if (!(node instanceof ObjectNode given)) {
            throw new DescriptionException("'fit' is an object with the keys " + FIT_KEYS + ". Received: " + node);
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
                    + (value.isMissingNode() ? "only the keys " + names(run) : value) + ".");
        }
        return value;
    }

    private static String text(ObjectNode node, String key, String fallback) {
        JsonNode value = node.path(key);
        if (!value.isMissingNode() && !value.isTextual()) {
            throw new DescriptionException("'" + key + "' is a text. Received: " + value);
        }
        return value.asText(fallback);
    }

    private static int whole(ObjectNode node, String key, int fallback) {
        JsonNode value = node.path(key);
        if (!value.isMissingNode() && !(value.canConvertToExactIntegral() && value.canConvertToInt())) {
            throw new DescriptionException("'" + key + "' is a whole number. Received: " + value);
        }
        return value.asInt(fallback);
    }

    private static long seed(ObjectNode node, long fallback) {
        JsonNode value = node.path("seed");
        if (!value.isMissingNode() && !(value.canConvertToExactIntegral() && value.canConvertToLong())) {
            throw new DescriptionException("'seed' is a whole number. Received: " + value);
        }
        return value.asLong(fallback);
    }

    private static boolean flag(ObjectNode node, String key, boolean fallback) {
        JsonNode value = node.path(key);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw new DescriptionException("'" + key + "' is true or false. Received: " + value);
        }
        return value.asBoolean(fallback);
    }

    private static double number(ObjectNode node, String key, double fallback) {
        JsonNode value = node.path(key);
        if (!value.isMissingNode() && !value.isNumber()) {
            throw new DescriptionException("'" + key + "' is a number. Received: " + value);
        }
        return value.asDouble(fallback);
    }

    /// The same run with another optimizer, at its defaults.
    RunFile withOptimizer(String optimizer) {
        ObjectNode changed = compile.deepCopy();
        changed.set("optimizer", JsonNodeFactory.instance.textNode(optimizer));
        return new RunFile(name, dataset, data, model, changed, fit);
    }

    RunFile withFit(Fit fit) {
        return new RunFile(name, dataset, data, model, compile, fit);
    }

    RunFile withDataset(String dataset, String data) {
        return new RunFile(name, dataset, data, model, compile, fit);
    }
}
