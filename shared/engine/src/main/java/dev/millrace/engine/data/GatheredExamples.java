package dev.millrace.engine.data;

import dev.millrace.nn.DType;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Shape;
import dev.millrace.nn.data.ExampleForm;
import dev.millrace.nn.data.Examples;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/// Examples that lie elsewhere, perhaps in a file: each mini-batch is gathered when it is asked for, into the same
/// memory.
public final class GatheredExamples implements BatchSource {
    private final Examples examples;
    private final ExampleForm form;
    private final Optional<Fit> classWeights;
    private ByteBuffer inputs = room(0, 0);
    private ByteBuffer targets = room(0, 0);
    private ByteBuffer weights = room(0, 0);

    /// Examples with the weights that they have, if any.
    public GatheredExamples(Examples examples) {
        this(examples, Optional.empty());
    }

    private GatheredExamples(Examples examples, Optional<Fit> classWeights) {
        this.examples = examples;
        this.form = examples.form();
        this.classWeights = classWeights;
    }

    @Override
    public int size() {
        return examples.size();
    }

    /// The check is [dev.millrace.nn.data.TrainingData]'s.
    @Override
    public BatchSource weighted(Fit fit) {
        return fit.classWeight().isEmpty() ? this : new GatheredExamples(examples, Optional.of(fit));
    }

    @Override
    public Batch slice(int from, int to) {
        return gather(from, to, place -> place);
    }

    @Override
    public Batch pick(int[] order, int from, int to) {
        return gather(from, to, place -> order[place]);
    }

    /// The inputs alone of the examples from `from` up to `to`; to be used before anything else is asked for.
    public Tensor inputs(int from, int to) {
        inputs = cleared(inputs, to - from, form.inputBytes());
        for (int example = from; example < to; example++) {
            examples.copyInput(example, inputs);
        }
        return new Tensor(form.dtype(), form.shape(), inputs.flip(), form.scale());
    }

    /// Where the examples of a mini-batch are.
    private interface Places {
        /// The example at a place, counted from 0.
        int example(int place);
    }

    private Batch gather(int from, int to, Places places) {
        boolean weighted = form.weighted() || classWeights.isPresent();
        int size = to - from;
        inputs = cleared(inputs, size, form.inputBytes());
        targets = cleared(targets, size, form.targetBytes());
        weights = cleared(weights, weighted ? size : 0, Float.BYTES);
        for (int place = from; place < to; place++) {
            int example = places.example(place);
            examples.copyInput(example, inputs);
            examples.copyTarget(example, targets);
            if (weighted) {
                weights.putFloat(weight(example));
            }
        }
        return new Batch(
                size,
                new Tensor(form.dtype(), form.shape(), inputs.flip(), form.scale()),
                new Tensor(form.targetDtype(), form.targetShape(), targets.flip()),
                weighted ? Optional.of(new Tensor(DType.F32, Shape.of(), weights.flip())) : Optional.empty());
    }

    private float weight(int example) {
        return classWeights.map(fit -> fit.weightOf(examples.label(example))).orElseGet(() -> examples.weight(example));
    }

    /// The same memory, or more where it does not suffice.
    private static ByteBuffer cleared(ByteBuffer buffer, int count, int each) {
        ByteBuffer enough = buffer.capacity() < (long) count * each ? room(count, each) : buffer;
        return enough.clear();
    }

    private static ByteBuffer room(int count, int each) {
        return ByteBuffer.allocate(Math.multiplyExact(count, each)).order(ByteOrder.LITTLE_ENDIAN);
    }
}
