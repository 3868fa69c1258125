package dev.millrace.standalone.prediction;

import dev.millrace.datasets.Schema;
import dev.millrace.datasets.Targets;
import dev.millrace.nn.data.ExampleForm;
import dev.millrace.nn.data.Examples;
import java.nio.ByteBuffer;

/// Examples whose classes have other numbers elsewhere.
final class RelabelledExamples implements Examples {
    private final ExampleForm form;
    private final Examples examples;
    private final int[] numbers;
    private final Targets.Classes classes;

    /// @param schema of the examples as they become
    /// @param numbers of the classes of `examples`, among `classes`
    RelabelledExamples(Schema schema, Examples examples, int[] numbers, Targets.Classes classes) {
        this.form = schema.form();
        this.examples = examples;
        this.numbers = numbers.clone();
        this.classes = classes;
    }

    @Override
    public ExampleForm form() {
        return form;
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
