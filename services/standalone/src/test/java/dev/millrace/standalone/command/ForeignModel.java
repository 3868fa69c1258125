package dev.millrace.standalone.command;

import dev.millrace.keras.KerasFile;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.Variable;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.Adam;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Model files that Millrace has not trained.
final class ForeignModel {
    private ForeignModel() {}

    /// A model of one layer that gives `activation(bias)`, whatever goes in.
    static Path write(Path file, Dense layer, Loss loss, float... bias) {
        return writeFilled(file, layer, loss, 0, bias);
    }

    /// A model of one layer whose kernel is `weight` all over.
    static Path writeFilled(Path file, Dense layer, Loss loss, float weight, float... bias) {
        Sequential model = Sequential.of(Shape.of(784), layer);
        float[] kernel = new float[784 * bias.length];
        Arrays.fill(kernel, weight);
        var weights = List.of(
                new Variable("dense/kernel", Shape.of(784, bias.length), kernel),
                new Variable("dense/bias", Shape.of(bias.length), bias));
        var compile = new Compile(new Adam(), loss, Metrics.ACCURACY);
        try {
            KerasFile.write(file, new TrainedModel(model, Optional.of(compile), weights, Optional.empty()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /// The same file, with another text in its `config.json`.
    static Path edited(Path file, String from, String to) throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(URI.create("jar:" + file.toUri()), Map.of())) {
            Path config = zip.getPath("config.json");
            String text = Files.readString(config);
            if (!text.contains(from)) {
                throw new IllegalArgumentException("No '" + from + "' in " + text);
            }
            Files.writeString(config, text.replace(from, to));
        }
        return file;
    }
}
