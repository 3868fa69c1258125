package dev.millrace.runfile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.datasets.Datasets;
import dev.millrace.keras.KerasJson;
import dev.millrace.nn.Compile;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.Shown;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/// A run as people write it, in JSON or YAML: `name`, `dataset`, `data`, `model`, `compile`, `fit`. What is absent
/// has the defaults of the textbook's digits network, and of Keras's `fit`.
///
/// @param name for people
/// @param dataset its kind and the kind's options; absent: to be chosen
/// @param data folder with the files of a dataset that is to be chosen; empty: where they are usually kept
/// @param model Keras's JSON, or the short form; empty: the data-loader's default for the data
/// @param compile Keras's JSON: optimizer, loss, metrics; where it is absent, the model's `compile_config`; empty: the
/// data-loader's default for the data
/// @param source where all this was written
public record RunFile(
        String name,
        Optional<JsonNode> dataset,
        String data,
        JsonNode model,
        JsonNode compile,
        Fit fit,
        RunSource source) {
    /// The textbook's network and program, for mini-batches of 100.
    public static final RunFile TEXTBOOK = RunText.read("""
            name: textbook
            model:
              layers:
                - {dense: 500, activation: sigmoid}
                - {dense: 500, activation: sigmoid}
                - {dense: 10, activation: softmax}
            compile: {optimizer: adam, loss: categorical_crossentropy, metrics: [accuracy]}
            fit: {batch_size: 100, epochs: 20}
            """, "");

    /// A run that is in no file.
    public RunFile(String name, JsonNode dataset, JsonNode model, JsonNode compile, Fit fit) {
        this(name, Optional.of(dataset), "", model, compile, fit, RunSource.BUILT_IN);
    }

    /// A run of data alone: the data-loader chooses a network for it.
    ///
    /// @param name for people
    public static RunFile ofData(String name, int epochs) {
        var empty = JsonNodeFactory.instance.objectNode();
        return new RunFile(name, Optional.empty(), "", empty, empty, new Fit().withEpochs(epochs), RunSource.BUILT_IN);
    }

    /// Reads a run; YAML reads JSON too. Paths stay as they are written.
    ///
    /// @param file for messages
    /// @throws RunFileException if it is not sound, with all that is wrong with its keys
    public static RunFile read(String text, String file) {
        return RunText.read(text, file);
    }

    /// The same run with the relative paths of its dataset made absolute: they are those in `folder`.
    ///
    /// @throws RunFileException if one cannot be a path
    public RunFile beside(Path folder) {
        if (dataset.isPresent()) {
            return source.naming("dataset", () -> withDataset(Datasets.resolve(dataset.get(), folder)));
        }
        return data.isEmpty() ? this : source.naming("data", () -> withData(pathIn(folder, data)));
    }

    private static String pathIn(Path folder, String data) {
        try {
            return folder.resolve(data).normalize().toString();
        } catch (InvalidPathException e) {
            throw new DescriptionException("'data' is a folder. Received: " + Shown.of(data));
        }
    }

    /// Refuses a dataset that there is not, or options that it does not have.
    ///
    /// @throws RunFileException naming the nearest
    public RunFile checkDataset() {
        dataset.ifPresent(description -> source.naming("dataset", () -> Datasets.source(description)));
        return this;
    }

    /// The model, whose input has `inputShape` where it does not say so itself.
    ///
    /// @throws RunFileException if it is not sound
    Sequential model(Shape inputShape) {
        return source.naming("model", () -> KerasJson.model(model, Optional.of(inputShape)));
    }

    /// What `model` is compiled with.
    ///
    /// @throws RunFileException if it is not sound, or does not fit the model
    Compile compile(Sequential model) {
        return source.naming(compilePath(), () -> {
            Compile compiled = KerasJson.compile(compile);
            compiled.check(model);
            return compiled;
        });
    }

    /// Where `compile` is written.
    String compilePath() {
        return source.has("compile") ? "compile" : "model.compile_config";
    }

    /// The same run with another optimizer, at its defaults.
    ///
    /// @throws DescriptionException if there is no such optimizer
    public RunFile withOptimizer(String optimizer) {
        ObjectNode changed = compile.deepCopy();
        changed.set("optimizer", JsonNodeFactory.instance.textNode(optimizer));
        // In a run that is otherwise sound, so that what is refused is the optimizer, which is not the file's.
        ObjectNode sound = TEXTBOOK.compile.deepCopy();
        sound.set("optimizer", changed.get("optimizer"));
        KerasJson.compile(sound);
        return new RunFile(name, dataset, data, model, changed, fit, source);
    }

    /// The same run with other settings of `fit`.
    public RunFile withFit(Fit fit) {
        return new RunFile(name, dataset, data, model, compile, fit, source);
    }

    /// The same run on another dataset.
    public RunFile withDataset(JsonNode dataset) {
        return new RunFile(name, Optional.of(dataset), "", model, compile, fit, source);
    }

    /// The same run with its files in another folder.
    public RunFile withData(String data) {
        return new RunFile(name, dataset, data, model, compile, fit, source);
    }
}
