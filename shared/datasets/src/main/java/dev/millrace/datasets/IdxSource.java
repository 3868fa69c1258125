package dev.millrace.datasets;

import dev.millrace.datasets.Splits.Part;
import dev.millrace.nn.DType;
import dev.millrace.nn.Shape;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/// Inputs and their class numbers in four IDX files, named as those of MNIST: inputs of any type along 3 or 4 axes, the
/// first of which counts examples, and class numbers of any whole type. Read one by one, so that they need not fit into
/// memory.
///
/// | option | default |
/// |---|---|
/// | `folder` | |
/// | `names` | of the classes, in the order of their numbers: none |
/// | `scale` | 1/255 for unsigned bytes, else 1 |
///
/// @param folder with the four files
/// @param names of the classes, or empty
/// @param scale factor that turns stored values into what the model sees
record IdxSource(Path folder, List<String> names, OptionalDouble scale) implements Source {
    private static final float PIXEL = 1 / 255f;

    IdxSource {
        names = List.copyOf(names);
    }

    static IdxSource of(Options options) {
        return new IdxSource(
                Datasets.path(options, "folder")
                        .orElseThrow(() -> new DatasetException("Option 'folder' of 'idx' is missing.")),
                options.texts("names"),
                options.optionalNumber("scale"));
    }

    @Override
    public Dataset open(DataFolders folders, Progress progress) {
        String name = String.valueOf(folder.getFileName());
        IdxFolder.Found files = IdxFolder.files(name, folder);
        RawArray inputs = IdxFile.header(files.trainImages(), IdxHeader.Expected.inputs());
        requireLike(files, inputs, IdxFile.header(files.testImages(), IdxHeader.Expected.inputs()));
        int[] trainLabels = IdxFile.labels(files.trainLabels());
        int[] testLabels = IdxFile.labels(files.testLabels());
        Targets.Classes classes = classes(files, trainLabels, testLabels);
        var shape =
                new Shape(inputs.shape().stream().skip(1).map(Math::toIntExact).toList());
        DType dtype = inputs.type().natural();
        float factor = scale.isPresent() ? (float) scale.getAsDouble() : dtype == DType.U8 ? PIXEL : 1;
        var schema = new Schema(new Schema.Inputs(dtype, shape, factor), classes, preparation(dtype, shape));
        try (var writer = new DatasetWriter(folders.cache(), schema)) {
            copy(files.trainImages(), files.trainLabels(), trainLabels, schema, classes, writer, Part.TRAIN, progress);
            copy(files.testImages(), files.testLabels(), testLabels, schema, classes, writer, Part.TEST, progress);
            return writer.finish(name, List.of());
        }
    }

    private static void requireLike(IdxFolder.Found files, RawArray train, RawArray test) {
        if (train.type() != test.type()
                || !train.shape()
                        .subList(1, train.shape().size())
                        .equals(test.shape().subList(1, test.shape().size()))) {
            throw new DatasetException("Inputs to train with and to test on are alike. Received: " + train.type()
                    + " of shape " + train.shapeText() + " in " + files.trainImages() + ", " + test.type()
                    + " of shape " + test.shapeText() + " in " + files.testImages() + ".");
        }
    }

    private Targets.Classes classes(IdxFolder.Found files, int[] train, int[] test) {
        int largest = Arrays.stream(train).max().orElseThrow();
        if (largest == Integer.MAX_VALUE) {
            throw new DatasetException(files.trainLabels() + " holds " + largest + ", which is no class number.");
        }
        if (!names.isEmpty() && names.size() <= largest) {
            throw new DatasetException("Each class has a name. Received: " + names.size() + " names, and class "
                    + largest + " in " + files.trainLabels() + ". Expected: at least " + (largest + 1) + " names.");
        }
        for (int i = 0; i < test.length; i++) {
            if (test[i] > largest) {
                throw new DatasetException(files.testLabels() + " holds " + test[i] + " at [" + i
                        + "]. Expected: classes from 0 to " + largest + ", as those of the examples to train with.");
            }
        }
        return names.isEmpty() ? new Targets.Classes(largest + 1) : new Targets.Classes(names.size(), names);
    }

    private static Preparation preparation(DType dtype, Shape shape) {
        int channels = shape.rank() == 2 ? 1 : shape.last();
        if (dtype != DType.U8 || (channels != 1 && channels != 3)) {
            return new Preparation.Arrays();
        }
        int height = shape.dims().get(0);
        int width = shape.dims().get(1);
        return channels == 1 && height == 28 && width == 28
                ? new Preparation.Digit()
                : new PicturePreparation(height, width, channels);
    }

    private static void copy(
            Path imagesFile,
            Path labelsFile,
            int[] labels,
            Schema schema,
            Targets.Classes classes,
            DatasetWriter writer,
            Part part,
            Progress progress) {
        RawArray header = IdxFile.header(imagesFile, IdxHeader.Expected.inputs());
        IdxFolder.requireLabels(imagesFile, header.shape().getFirst(), labelsFile, labels.length);
        String name = String.valueOf(imagesFile.getFileName());
        long total = header.count() * header.type().bytes();
        int width = header.width();
        IdxFile.forEach(
                imagesFile,
                schema.inputs().dtype(),
                bytes -> progress.received(name, bytes, total),
                (index, values) -> {
                    ByteBuffer row = writer.next(part);
                    values.next(row, width);
                    classes.put(labels[index], row);
                });
    }
}
