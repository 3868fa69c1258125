package dev.millrace.datasets.npz;

import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.RawType;
import dev.millrace.datasets.Targets;
import dev.millrace.nn.Shape;
import java.nio.file.Path;
import java.util.Optional;

/// What the targets of a file are.
enum Task {
    /// Each target is a whole number, or a value of 1 among zeros whose place is the number.
    CLASSES,
    /// Each target is an array of numbers.
    VALUES;

    /// What `y` is: whole numbers, one for each example, are classes; everything else is values.
    static Task of(NpzFile file, String y, Optional<Task> asked) {
        boolean single = file.exampleShape(y).size() == 1;
        return asked.orElse(single && file.header(y).type().isWhole() ? CLASSES : VALUES);
    }

    /// What the targets `y` to train with are like.
    ///
    /// @param asked whether a person said that they are of this kind
    /// @throws DatasetException if they cannot be
    Targets targets(NpzFile file, String y, boolean asked, Path cache) {
        Shape shape = file.exampleShape(y);
        long examples = file.header(y).shape().getFirst();
        return switch (this) {
            case VALUES -> new Targets.Values(shape);
            case CLASSES -> {
                int count = shape.size() > 1 ? shape.size() : largest(file, y, examples, cache) + 1;
                if (!asked && count > examples) {
                    throw new DatasetException("'" + y + "' in " + file.path() + " has " + examples
                            + " whole numbers up to " + (count - 1) + ": more classes than examples, if they are"
                            + " classes. Say task: classes, or task: values.");
                }
                yield new Targets.Classes(count);
            }
        };
    }

    private static int largest(NpzFile file, String y, long examples, Path cache) {
        int largest = 0;
        Labels labels = new Labels(file, y, Integer.MAX_VALUE, cache);
        for (long i = examples; i > 0; i--) {
            largest = Math.max(largest, labels.next());
        }
        labels.finish();
        return largest;
    }

    /// What `type` becomes as a target of this kind, for a note.
    String said(RawType type) {
        return switch (this) {
            case CLASSES -> "classes";
            case VALUES -> type == RawType.FLOAT64 ? "values, rounded to float32" : "values";
        };
    }
}
