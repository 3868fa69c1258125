package dev.millrace.datasets;

import dev.millrace.nn.DType;
import dev.millrace.nn.Shape;
import dev.millrace.nn.data.Examples;
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
            Schema schema = dataset.schema();
            if (schema.inputs().dtype() != DType.U8 || !(schema.targets() instanceof Targets.Classes)) {
                throw new DatasetException("Bytes with class numbers are written as IDX files. Received: inputs of "
                        + schema.inputs().dtype() + " and targets "
                        + schema.targets().toJson() + ".");
            }
            write(dataset.train(), schema, folder, FILES.get(0), FILES.get(1));
            write(dataset.test(), schema, folder, FILES.get(2), FILES.get(3));
        } catch (IOException e) {
            throw new DatasetException(folder + " cannot be written: " + e, e);
        }
    }

    private static void write(Examples examples, Schema schema, Path folder, String imagesFile, String labelsFile)
            throws IOException {
        List<Integer> dims = new ArrayList<>(List.of(examples.size()));
        dims.addAll(schema.inputs().shape().dims());
        Shape shape = new Shape(dims);
        byte[] inputs = new byte[shape.size()];
        boolean wide = schema.targets().dtype() != DType.U8;
        ByteBuffer labels = ByteBuffer.allocate(examples.size() * (wide ? Integer.BYTES : 1));
        ByteBuffer target = ByteBuffer.wrap(inputs);
        for (int i = 0; i < examples.size(); i++) {
            examples.copyInput(i, target);
            if (wide) {
                labels.putInt(examples.label(i));
            } else {
                labels.put((byte) examples.label(i));
            }
        }
        Idx.write(folder.resolve(imagesFile), shape, inputs);
        Shape count = Shape.of(examples.size());
        Idx.write(folder.resolve(labelsFile), wide ? RawType.INT32 : RawType.UINT8, count, labels.array());
    }

    /// The four files of a folder.
    record Found(Path trainImages, Path trainLabels, Path testImages, Path testLabels) {}

    /// Where the files are in `folder`.
    ///
    /// @param name of the dataset, for the message
    /// @throws DatasetException if one is missing
    static Found files(String name, Path folder) {
        List<String> missing = missing(folder);
        if (!missing.isEmpty()) {
            throw new DatasetException("Files of dataset '" + name + "' are missing in " + folder + ": "
                    + String.join(", ", missing) + " (or the same with .gz). " + there(folder)
                    + " Put them there, or name another folder with --data DIR.");
        }
        List<Path> files =
                FILES.stream().map(file -> find(folder, file).orElseThrow()).toList();
        return new Found(files.get(0), files.get(1), files.get(2), files.get(3));
    }

    /// The dataset in `folder`, in memory.
    ///
    /// @throws DatasetException if a file is missing or damaged, or files do not fit together
    static Dataset read(String name, Path folder, Schema schema) {
        Found files = files(name, folder);
        return new Dataset(
                name,
                schema,
                examples(files.trainImages(), files.trainLabels(), schema),
                examples(files.testImages(), files.testLabels(), schema));
    }

    /// Those of the four files that are not in `folder`.
    static List<String> missing(Path folder) {
        return FILES.stream().filter(f -> find(folder, f).isEmpty()).toList();
    }

    /// The file of that name, dotted or not, gzipped or not; or the same with the number of axes or the type of its own
    /// values in its name: `train-images-idx4-ubyte`, `train-labels-idx1-int`.
    private static Optional<Path> find(Path folder, String file) {
        String role = file.substring(0, file.indexOf("-idx"));
        List<String> types = List.of("ubyte", "byte", "short", "int", "float", "double");
        return Stream.concat(
                        Stream.of(file),
                        Stream.of("1", "3", "4")
                                .flatMap(axes -> types.stream().map(type -> role + "-idx" + axes + "-" + type)))
                .flatMap(name -> Stream.of(name, name + ".gz", dotted(name), dotted(name) + ".gz"))
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static String dotted(String name) {
        return name.replace("-idx", ".idx");
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

    private static Examples examples(Path imagesFile, Path labelsFile, Schema schema) {
        Idx images = Idx.read(imagesFile, 3);
        Idx labels = Idx.read(labelsFile, 1);
        List<Integer> dims = images.shape().dims();
        requireLabels(imagesFile, dims.getFirst(), labelsFile, labels.shape().last());
        Shape shape = new Shape(dims.subList(1, 3));
        if (!shape.equals(schema.inputs().shape()) || !(schema.targets() instanceof Targets.Classes)) {
            throw new DatasetException(imagesFile + " holds images of shape " + shape + ". Expected: "
                    + schema.inputs().shape() + ".");
        }
        try {
            return new LabelledBytes(schema, images.values(), labels.values());
        } catch (DatasetException e) {
            throw new DatasetException(labelsFile + ": " + e.getMessage(), e);
        }
    }

    /// @throws DatasetException if there are more or fewer labels than images
    static void requireLabels(Path imagesFile, long images, Path labelsFile, long labels) {
        if (images != labels) {
            throw new DatasetException("Each image has a label. Received: " + images + " images in " + imagesFile + ", "
                    + labels + " labels in " + labelsFile + ". Fetch both files again.");
        }
    }
}
