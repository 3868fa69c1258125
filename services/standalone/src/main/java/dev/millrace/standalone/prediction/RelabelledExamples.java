package dev.millrace.standalone.prediction;

import dev.millrace.datasets.Examples;
import dev.millrace.datasets.Targets;
import java.nio.ByteBuffer;

/// Examples whose classes have other numbers elsewhere.
final class RelabelledExamples implements Examples {
    private final Examples examples;
    private final int[] numbers;
    private final Targets.Classes classes;

    /// @param numbers of the classes of `examples`, among `classes`
    RelabelledExamples(Examples examples, int[] numbers, Targets.Classes classes) {
        this.examples = examples;
        this.numbers = numbers.clone();
        this.classes = classes;
    }

    @Override
    public int size() {
        return examples.size();
    }

    @Override
    public void copyInput(int index, ByteBuffer to) {
        examples.copyInput(index, to);
    }

    @Override
    public void copyTarget(int index, ByteBuffer to) {
        classes.put(numbers[examples.label(index)], to);
    }

    @Override
    public float weight(int index) {
        return examples.weight(index);
    }
}
