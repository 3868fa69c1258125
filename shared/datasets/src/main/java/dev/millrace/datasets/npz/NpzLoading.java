package dev.millrace.datasets.npz;

import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.DatasetWriter;
import dev.millrace.datasets.Preparation;
import dev.millrace.datasets.Progress;
import dev.millrace.datasets.RawType;
import dev.millrace.datasets.Schema;
import dev.millrace.datasets.Splits;
import dev.millrace.datasets.Splits.Part;
import dev.millrace.datasets.Targets;
import dev.millrace.nn.DType;
import dev.millrace.nn.Shape;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/// One reading of a file: its arrays, found to belong together, become a dataset.
///
/// @param npz open
/// @param train arrays to train with
/// @param validation arrays to validate with
/// @param test arrays to test on
record NpzLoading(NpzFile npz, ArrayNames train, Optional<ArrayNames> validation, Optional<ArrayNames> test) {
    private static final float PIXEL = 1 / 255f;

    /// @throws DatasetException if the arrays do not fit together, or hold what cannot be trained with
    Dataset read(Optional<Task> asked, OptionalDouble scale, Optional<Splits> splits, Path cache, Progress progress) {
        boolean divided = validation.isPresent() || test.isPresent();
        if (divided && splits.isPresent()) {
            throw new DatasetException("'split' divides the rows of a file with one array of inputs. Received: 'split',"
                    + " and a file with "
                    + Stream.concat(validation.stream(), test.stream())
                            .map(names -> "'" + names.x() + "'")
                            .toList()
                    + " beside '" + train.x() + "'. Leave 'split' out.");
        }
        Task task = Task.of(npz, train.y(), asked);
        List<String> notes = new ArrayList<>();
        Schema.Inputs inputs = inputs(scale, notes);
        Targets targets = task.targets(npz, train.y(), asked.isPresent(), cache);
        var schema = new Schema(inputs, targets, train.weights().isPresent(), new Preparation.Arrays());
        Splits dividing = divided ? Splits.none() : splits.orElse(Splits.DEFAULT);
        if (dividing.stratify() && targets instanceof Targets.Values) {
            throw new DatasetException("'stratify' divides each class by itself, and '" + train.y()
                    + "' holds values. Leave 'stratify' out, or say task: classes.");
        }
        note(notes, task);
        try (var writer = new DatasetWriter(cache, schema)) {
            Splits.Dealer dealer = dividing.dealer();
            copy(train, schema, cache, progress, writer, dealer::next);
            validation.ifPresent(names -> copy(names, schema, cache, progress, writer, label -> Part.VALIDATION));
            test.ifPresent(names -> copy(names, schema, cache, progress, writer, label -> Part.TEST));
            return writer.finish(String.valueOf(npz.path().getFileName()), notes);
        }
    }

    private Schema.Inputs inputs(OptionalDouble scale, List<String> notes) {
        Shape shape = npz.exampleShape(train.x());
        RawType type = npz.header(train.x()).type();
        boolean picture = type == RawType.UINT8 && shape.rank() >= 2;
        if (scale.isEmpty() && picture) {
            notes.add("'" + train.x() + "' is uint8 of shape " + shape + ", taken for pixels: the model sees it divided"
                    + " by 255 (option 'scale').");
        } else if (scale.isEmpty() && type == RawType.UINT8) {
            notes.add("'" + train.x() + "' is uint8 of shape " + shape + ": the model sees it as it is; if it holds"
                    + " pixels, say scale: 0.00392156862745098.");
        } else if (type == RawType.FLOAT64) {
            notes.add("'" + train.x() + "' is float64: it is rounded to float32.");
        }
        float factor = scale.isPresent() ? (float) scale.getAsDouble() : picture ? PIXEL : 1;
        return new Schema.Inputs(type.natural(), shape, factor);
    }

    private void note(List<String> notes, Task task) {
        notes.add("'" + train.y() + "' is " + npz.header(train.y()).type() + ": taken for "
                + task.said(npz.header(train.y()).type()) + " (option 'task').");
        List<String> used = Stream.of(Optional.of(train), validation, test)
                .flatMap(Optional::stream)
                .flatMap(ArrayNames::all)
                .toList();
        List<String> others =
                npz.names().stream().filter(name -> !used.contains(name)).toList();
        if (!others.isEmpty()) {
            notes.add("Arrays that are not used: " + String.join(", ", others) + ".");
        }
    }

    /// Which split an example with class number `label` belongs to.
    @FunctionalInterface
    private interface Dealing {
        Part next(int label);
    }

    private void copy(
            ArrayNames names, Schema schema, Path cache, Progress progress, DatasetWriter writer, Dealing dealing) {
        long count = npz.header(names.x()).shape().getFirst();
        requireLike(names.x(), schema.inputs().shape(), count);
        requireLike(names.y(), npz.exampleShape(train.y()), count);
        NpyRows x = npz.rows(names.x(), schema.inputs().dtype(), cache, progress);
        Optional<NpyRows> weights = names.weights().map(name -> {
            requireLike(name, Shape.of(1), count);
            return npz.rows(name, DType.F32, cache, Progress.none());
        });
        switch (schema.targets()) {
            case Targets.Classes classes -> {
                var labels = new Labels(npz, names.y(), classes.count(), cache);
                for (long i = 0; i < count; i++) {
                    int label = labels.next();
                    ByteBuffer row = writer.next(dealing.next(label));
                    x.next(row);
                    classes.put(label, row);
                    putWeight(names, weights, row, i);
                }
                labels.finish();
            }
            case Targets.Values values -> {
                NpyRows y = npz.rows(names.y(), values.dtype(), cache, Progress.none());
                for (long i = 0; i < count; i++) {
                    ByteBuffer row = writer.next(dealing.next(0));
                    x.next(row);
                    y.next(row);
                    putWeight(names, weights, row, i);
                }
                y.finish();
            }
        }
        x.finish();
        weights.ifPresent(NpyRows::finish);
    }

    private static void putWeight(ArrayNames names, Optional<NpyRows> weights, ByteBuffer row, long index) {
        if (weights.isPresent()) {
            int start = row.position();
            weights.get().next(row);
            if (row.getFloat(start) < 0) {
                throw new DatasetException("'" + names.weights().orElse("") + "' holds " + row.getFloat(start) + " at ["
                        + index + "]. Expected: weights of at least 0.");
            }
        }
    }

    private void requireLike(String name, Shape shape, long count) {
        Shape received = npz.exampleShape(name);
        long rows = npz.header(name).shape().getFirst();
        if (rows != count || !received.equals(shape)) {
            throw new DatasetException("'" + name + "' in " + npz.path() + " has " + rows + " examples of shape "
                    + received + ". Expected: " + count + " of shape " + shape + ".");
        }
    }
}
