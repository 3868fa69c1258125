package dev.millrace.standalone;

import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.IdxFolder;
import dev.millrace.datasets.LabelledBytes;
import dev.millrace.nn.data.Examples;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/// A dataset that is learnt in a moment: class `c` is a bright bar across row `2 * c + 4`. And a run that learns
/// it.
public final class Tiny {
    public static final int TRAIN = 300;
    public static final int TEST = 100;

    /// 300 examples in mini-batches of 30, over two epochs.
    static final String RUN = """
            name: tiny
            dataset: mnist
            data: DATA
            model:
              layers:
                - {dense: 16, activation: relu}
                - {dense: 10, activation: softmax}
            compile:
              optimizer: {adam: {learning_rate: 0.02}}
              loss: categorical_crossentropy
              metrics: [accuracy]
            fit: {batch_size: 30, epochs: 2, seed: 3}
            """;

    private Tiny() {}

    public static Dataset dataset() {
        return new Dataset("mnist", Datasets.MNIST_SCHEMA, examples(TRAIN, 0), examples(TEST, 0));
    }

    /// The same but for one value of one training example.
    static Dataset datasetWithOneOtherPixel() {
        return new Dataset("mnist", Datasets.MNIST_SCHEMA, examples(TRAIN, 1), examples(TEST, 0));
    }

    private static Examples examples(int count, int corner) {
        byte[] inputs = new byte[count * 784];
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) (i % 10);
            for (int x = 4; x < 24; x++) {
                inputs[i * 784 + (2 * labels[i] + 4) * 28 + x] = (byte) (200 + i % 50);
            }
        }
        inputs[0] = (byte) corner;
        return new LabelledBytes(Datasets.MNIST_SCHEMA, inputs, labels);
    }

    /// The dataset's four files.
    public static Path folder(Path parent) {
        Path folder = parent.resolve("tiny");
        IdxFolder.write(dataset(), folder);
        return folder;
    }

    /// The run file, changed in one place.
    public static Path runFile(Path parent, String from, String to) {
        if (!RUN.contains(from)) {
            throw new IllegalArgumentException("The run file has no '" + from + "'");
        }
        try {
            String text = RUN.replace(from, to).replace("DATA", folder(parent).toString());
            return Files.writeString(Files.createTempFile(parent, "run", ".yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Path runFile(Path parent) {
        return runFile(parent, "name: tiny", "name: tiny");
    }

    /// A picture of an example of class `c`, as MNIST has it.
    public static Path picture(Path parent, int c, String format) {
        var image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
        for (int x = 4; x < 24; x++) {
            image.getRaster().setSample(x, 2 * c + 4, 0, 220);
        }
        Path file = parent.resolve("class-" + c + "." + format);
        try {
            ImageIO.write(image, format, file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }
}
