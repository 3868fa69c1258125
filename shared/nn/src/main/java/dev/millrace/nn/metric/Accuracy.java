package dev.millrace.nn.metric;

import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Shape;

/// Whichever of `BinaryAccuracy`, `CategoricalAccuracy` and `SparseCategoricalAccuracy` fits the loss and the shapes.
/// What Keras's class of this name does is another thing: it counts predictions that equal their target.
///
/// @param name `accuracy` or `acc`, in any case: Keras knows it by no other
public record Accuracy(String name) implements Metric {
    static final Kind<Metric> KIND =
            Kind.of(Accuracy.class, "", config -> new Accuracy(config.text("name", "accuracy")));

    public Accuracy {
        if (!isName(name)) {
            throw new DescriptionException("Keras reports accuracy as 'accuracy' or 'acc'. Received: '" + name
                    + "'. Under another name use BinaryAccuracy, CategoricalAccuracy or"
                    + " SparseCategoricalAccuracy.");
        }
    }

    static boolean isName(String name) {
        return name.equalsIgnoreCase("accuracy") || name.equalsIgnoreCase("acc");
    }

    @Override
    public Accuracy withName(String newName) {
        return new Accuracy(newName);
    }

    @Override
    public Metric resolve(Loss loss, Shape output) {
        if (output.last() == 1) {
            return new BinaryAccuracy(name);
        }
        return loss.takesClassNumbers() ? new SparseCategoricalAccuracy(name) : new CategoricalAccuracy(name);
    }
}
