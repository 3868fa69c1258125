package dev.millrace.standalone.run;

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
import dev.millrace.standalone.output.Trouble;
import dev.millrace.standalone.output.UserException;
import dev.millrace.standalone.yaml.YamlException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
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
    /// The longest file that is read; a request on the topic is no longer either.
    private static final int MOST_BYTES = 1 << 20;

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

    /// Reads a run file; YAML reads JSON too. Relative paths of the dataset are those beside the file.
    ///
    /// @throws DescriptionException if it is not sound, naming the file
    public static RunFile read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new UserException("The run file " + file + " is too long: more than " + (MOST_BYTES >> 20)
                        + " MiB. Is it another file?");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            RunFile run = RunText.read(text, file.toString());
            return beside(file, run);
        } catch (IOException e) {
            throw new UserException("Cannot read the run file " + file + ": " + Trouble.with(e) + ".");
        } catch (YamlException e) {
            throw new DescriptionException(file + e.getMessage());
        }
    }

    private static RunFile beside(Path file, RunFile run) {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a folder");
        if (run.dataset.isPresent()) {
            return run.source().naming("dataset", () -> run.withDataset(Datasets.resolve(run.dataset.get(), folder)));
        }
        return run.data.isEmpty()
                ? run
                : run.source().naming("data", () -> run.withData(TypedPath.in(folder, run.data)));
    }

    /// Refuses a dataset that there is not, or options that it does not have.
    ///
    /// @throws DescriptionException naming the nearest
    public RunFile checkDataset() {
        dataset.ifPresent(description -> source.naming("dataset", () -> Datasets.source(description)));
        return this;
    }

    /// The model, whose input has `inputShape` where it does not say so itself.
    ///
    /// @throws DescriptionException if it is not sound
    Sequential model(Shape inputShape) {
        return source.naming("model", () -> KerasJson.model(model, Optional.of(inputShape)));
    }

    /// What `model` is compiled with.
    ///
    /// @throws DescriptionException if it is not sound, or does not fit the model
    Compile compile(Sequential model) {
        String path = source.has("compile") ? "compile" : "model.compile_config";
        return source.naming(path, () -> {
            Compile compiled = KerasJson.compile(compile);
            compiled.check(model);
            return compiled;
        });
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
