package dev.millrace.datasets;

import dev.millrace.nn.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A folder with a dataset in four IDX files named as those of MNIST: images and labels, to train with and to test
/// on. Both names that MNIST's files go by are read: `train-images-idx3-ubyte` and `train-images.idx3-ubyte`.
public final class IdxFolder {
    /// The names of the files, uncompressed; each may also end in `.gz`.
    static final List<String> FILES = List.of(
            "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte");

    /// How many of the files that are in a folder are named where some are missing.
    private static final int NAMED = 8;

    private IdxFolder() {}

    /// Writes the four files of `dataset`, uncompressed, over those that are there.
    ///
    /// @param folder made if it is not there
    /// @throws DatasetException if it cannot be written
    public static void write(Dataset dataset, Path folder) {
        try {
            Files.createDirectories(folder);
            Shape shape = dataset.schema().inputs().shape();
            write(dataset.train(), shape, folder, FILES.get(0), FILES.get(1));
            write(dataset.test(), shape, folder, FILES.get(2), FILES.get(3));
        } catch (IOException e) {
            throw new DatasetException(folder + " cannot be written: " + e, e);
        }
    }

    private static void write(Examples examples, Shape of, Path folder, String imagesFile, String labelsFile)
            throws IOException {
        List<Integer> dims = new ArrayList<>(List.of(examples.size()));
        dims.addAll(of.dims());
        Shape shape = new Shape(dims);
        byte[] inputs = new byte[shape.size()];
        byte[] labels = new byte[examples.size()];
        ByteBuffer target = ByteBuffer.wrap(inputs);
        for (int i = 0; i < examples.size(); i++) {
            examples.copyInput(i, target);
            labels[i] = (byte) examples.label(i);
        }
        Idx.write(folder.resolve(imagesFile), shape, inputs);
        Idx.write(folder.resolve(labelsFile), Shape.of(examples.size()), labels);
    }

    /// The dataset in `folder`.
    ///
    /// @throws DatasetException if a file is missing or damaged, or files do not fit together
    static Dataset read(String name, Path folder, Schema schema) {
        List<String> missing = missing(folder);
        if (!missing.isEmpty()) {
            throw new DatasetException("Files of dataset '" + name + "' are missing in " + folder + ": "
                    + String.join(", ", missing) + " (or the same with .gz). " + there(folder)
                    + " Put them there, or name another folder with --data DIR.");
        }
        return new Dataset(
                name,
                schema,
                examples(find(folder, FILES.get(0)), find(folder, FILES.get(1)), schema),
                examples(find(folder, FILES.get(2)), find(folder, FILES.get(3)), schema));
    }

    /// Those of the four files that are not in `folder`.
    static List<String> missing(Path folder) {
        return FILES.stream().filter(f -> find(folder, f).isEmpty()).toList();
    }

    private static Optional<Path> find(Path folder, String file) {
        String dotted = file.replace("-idx", ".idx");
        return Stream.of(file, file + ".gz", dotted, dotted + ".gz")
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /// What is in `folder`, as one sentence.
    private static String there(Path folder) {
        if (!Files.exists(folder)) {
            return "There is no such folder.";
        }
        if (!Files.isDirectory(folder)) {
            return "It is a file, not a folder.";
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names = files.map(f -> String.valueOf(f.getFileName()) + (Files.isDirectory(f) ? "/" : ""))
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
            if (names.isEmpty()) {
                return "The folder is empty.";
            }
            String more = names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "";
            return "In it: " + String.join(", ", names.subList(0, Math.min(NAMED, names.size()))) + more + ".";
        } catch (IOException | UncheckedIOException e) {
            return "The folder cannot be listed: " + e + ".";
        }
    }

    private static Examples examples(Optional<Path> imagesFile, Optional<Path> labelsFile, Schema schema) {
        return examples(imagesFile.orElseThrow(), labelsFile.orElseThrow(), schema);
    }

    private static Examples examples(Path imagesFile, Path labelsFile, Schema schema) {
        Idx images = Idx.read(imagesFile, 3);
        Idx labels = Idx.read(labelsFile, 1);
        List<Integer> dims = images.shape().dims();
        if (!dims.getFirst().equals(labels.shape().last())) {
            throw new DatasetException("Each image has a label. Received: " + dims.getFirst() + " images in "
                    + imagesFile + ", " + labels.shape().last() + " labels in " + labelsFile
                    + ". Fetch both files again.");
        }
        Shape shape = new Shape(dims.subList(1, 3));
        if (!shape.equals(schema.inputs().shape()) || !(schema.targets() instanceof Targets.Classes classes)) {
            throw new DatasetException(imagesFile + " holds images of shape " + shape + ". Expected: "
                    + schema.inputs().shape() + ".");
        }
        try {
            return new LabelledBytes(shape, classes.count(), images.values(), labels.values());
        } catch (DatasetException e) {
            throw new DatasetException(labelsFile + ": " + e.getMessage(), e);
        }
    }
}
