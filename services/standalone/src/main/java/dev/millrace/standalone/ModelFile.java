package dev.millrace.standalone;

import dev.millrace.keras.KerasFile;
import dev.millrace.keras.ModelTensors;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.TrainedModel;
import dev.millrace.wire.Decoded;
import dev.millrace.wire.Safetensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/// A trained model in a file: `.keras` (everything) or `.safetensors` (weights, and the model's description beside
/// them).
final class ModelFile {
    private ModelFile() {}

    private static void checkName(Path file) {
        if (!isKeras(file) && !isSafetensors(file)) {
            throw new UserException("A model file ends in .keras or .safetensors. Received: " + file + ".");
        }
    }

    /// Refuses a file that could not be written, before there is anything to write.
    ///
    /// @throws UserException saying why
    static void checkWritable(Path file) {
        checkName(file);
        OutFile.check(file);
    }

    static void write(Path file, TrainedModel trained) {
        try {
            if (isKeras(file)) {
                KerasFile.write(file, trained);
            } else {
                OutFile.write(file, Safetensors.encode(ModelTensors.writeWeights(trained)));
            }
        } catch (IOException e) {
            throw new UserException("Cannot write " + file + ": " + Trouble.with(e) + ".");
        }
    }

    /// Reads a model.
    ///
    /// @throws UserException if it cannot be read
    /// @throws dev.millrace.keras.KerasFileException if it is damaged
    static TrainedModel read(Path file) {
        checkName(file);
        try {
            if (isKeras(file)) {
                return KerasFile.read(file);
            }
            return switch (Safetensors.decode(ByteBuffer.wrap(Files.readAllBytes(file)))) {
                case Decoded.Ok<Safetensors.Contents> ok -> ModelTensors.read(ok.value());
                case Decoded.Malformed<Safetensors.Contents> bad ->
                    throw new UserException(
                            file + " is not a safetensors file, or a damaged one: " + bad.reason() + ".");
            };
        } catch (IOException e) {
            throw new UserException("Cannot read the model " + file + ": " + Trouble.with(e) + ".");
        } catch (DescriptionException e) {
            throw new UserException(file + ": " + e.getMessage());
        }
    }

    private static boolean isKeras(Path file) {
        return file.toString().endsWith(".keras");
    }

    private static boolean isSafetensors(Path file) {
        return file.toString().endsWith(".safetensors");
    }
}
