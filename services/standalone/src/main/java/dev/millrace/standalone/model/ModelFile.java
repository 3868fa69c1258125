package dev.millrace.standalone.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.Schema;
import dev.millrace.keras.InferenceModel;
import dev.millrace.keras.KerasFile;
import dev.millrace.keras.ModelTensors;
import dev.millrace.keras.TrainedWith;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.Variable;
import dev.millrace.standalone.output.IoErrors;
import dev.millrace.standalone.output.OutFile;
import dev.millrace.standalone.output.Output;
import dev.millrace.standalone.output.UserException;
import dev.millrace.wire.Decoded;
import dev.millrace.wire.Safetensors;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/// A trained model in a file: `.keras` (everything) or `.safetensors` (weights, and the model's description beside
/// them).
public final class ModelFile {
    /// The largest array there is, or as much memory as there is.
    private static final long MAX_BYTES =
            Math.min(Integer.MAX_VALUE - 8, Runtime.getRuntime().maxMemory());

    private ModelFile() {}

    private static void checkName(Path file) {
        if (!isKeras(file) && !isSafetensors(file)) {
            throw new UserException("A model file ends in .keras or .safetensors. Received: " + file + ".");
        }
    }

    /// Refuses a file that could not be written, before there is anything to write.
    ///
    /// @throws UserException saying why
    public static void checkWritable(Path file) {
        checkName(file);
        OutFile.check(file);
    }

    /// Writes a model, all of it or nothing.
    ///
    /// @param data what it was trained with, as [dev.millrace.datasets.Schema] says it; absent where nobody knows
    /// @throws UserException if it cannot be written
    public static void write(Path file, TrainedModel trained, Optional<JsonNode> data) {
        Map<String, JsonNode> metadata = TrainedWith.metadata(data);
        try {
            if (isKeras(file)) {
                KerasFile.write(file, trained, metadata, Clock.system(ZoneId.systemDefault()));
            } else {
                OutFile.write(file, Safetensors.encode(ModelTensors.writeWeights(trained, metadata)));
            }
        } catch (IOException e) {
            throw new UserException("Cannot write " + file + ": " + IoErrors.with(e) + ".");
        }
    }

    /// Reads a model to predict and to score with.
    ///
    /// @param err told in one line what of the file is not supported and was left out, where there is such
    /// @throws UserException if it cannot be read, or its weights are not all finite numbers
    /// @throws dev.millrace.keras.KerasFileException if it is damaged
    public static LoadedModel read(Path file, PrintWriter err) {
        LoadedModel loaded = read(file);
        InferenceModel model = loaded.model();
        model.weights().forEach(weight -> checkFinite(file, weight));
        if (!model.leftOut().isEmpty()) {
            Output.note(
                    err,
                    file + " was read without what Millrace does not have: " + String.join("; ", model.leftOut())
                            + ".");
        }
        return loaded;
    }

    private static void checkFinite(Path file, Variable weight) {
        FloatBuffer values = weight.values();
        int wrong = 0;
        int first = -1;
        for (int i = 0; i < values.limit(); i++) {
            if (!Float.isFinite(values.get(i))) {
                first = wrong == 0 ? i : first;
                wrong++;
            }
        }
        if (wrong > 0) {
            throw new UserException(file + ": the values of '" + weight.name()
                    + "' are not all finite numbers, so the model predicts nothing. Received: " + values.get(first)
                    + " at index " + first + ", " + wrong + " such of " + values.limit()
                    + ". Train it again, with a smaller learning rate.");
        }
    }

    private static LoadedModel read(Path file) {
        checkName(file);
        try {
            if (isKeras(file)) {
                return new LoadedModel(
                        KerasFile.readForInference(file),
                        KerasFile.metadata(file, TrainedWith.METADATA).map(ModelFile::data));
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new UserException(file + " has " + Files.size(file) + " bytes. A .safetensors file is read up to "
                        + MAX_BYTES + " bytes: write the model as .keras.");
            }
            return switch (Safetensors.decode(ByteBuffer.wrap(Files.readAllBytes(file)))) {
                case Decoded.Ok<Safetensors.Contents> ok ->
                    new LoadedModel(
                            ModelTensors.readForInference(ok.value()),
                            ModelTensors.metadata(ok.value(), TrainedWith.METADATA)
                                    .map(ModelFile::data));
                case Decoded.Malformed<Safetensors.Contents> bad ->
                    throw new UserException(
                            file + " is not a safetensors file, or a damaged one: " + bad.reason() + ".");
            };
        } catch (IOException e) {
            throw new UserException("Cannot read the model " + file + ": " + IoErrors.with(e) + ".");
        } catch (DescriptionException | DatasetException e) {
            throw new UserException(file + ": " + e.getMessage());
        }
    }

    private static Schema data(JsonNode metadata) {
        return Schema.of(TrainedWith.data(metadata));
    }

    private static boolean isKeras(Path file) {
        return file.toString().endsWith(".keras");
    }

    private static boolean isSafetensors(Path file) {
        return file.toString().endsWith(".safetensors");
    }
}
