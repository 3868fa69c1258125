package dev.millrace.loader;

import dev.millrace.nn.Fit;
import dev.millrace.nn.Shuffle;
import dev.millrace.nn.data.Examples;
import dev.millrace.wire.BatchCodec;
import dev.millrace.wire.BatchForm;
import dev.millrace.wire.BatchMessage;
import dev.millrace.wire.BatchRecord;
import dev.millrace.wire.Decoded;
import dev.millrace.wire.Split;
import dev.millrace.wire.Topics;
import java.nio.ByteBuffer;

/// Every mini-batch of a run, by name: a function of (seed, epoch, step, dataset), so that any data-loader can go on
/// with another's work. Keeps the order of one window of a pass over the examples; for one thread.
public final class BatchSequence {
    private final LoadPlan plan;
    private final BatchForm trainingForm;
    private final BatchForm evaluationForm;
    private final int perRecord;
    private final BatchCodec codec = new BatchCodec();
    private int orderedPass = -1;
    private int orderedWindow = -1;
    private int[] order = {};

    /// Mini-batches in records as large as they may be.
    public BatchSequence(LoadPlan plan) {
        this(plan, Topics.MAX_VALUE_BYTES);
    }

    /// @param recordBytes how large records are meant to be; which mini-batches there are does not hang on it
    public BatchSequence(LoadPlan plan, int recordBytes) {
        this.plan = plan;
        this.trainingForm = plan.trainingForm();
        this.evaluationForm = plan.evaluationForm();
        this.perRecord = plan.examplesPerRecord(recordBytes);
    }

    /// Takes the records of mini-batches, in their order.
    @FunctionalInterface
    public interface Sink {
        /// The next record.
        ///
        /// @param part of the mini-batch, counted from 0
        /// @param parts of the mini-batch in all
        void record(Split split, int epoch, int step, int part, int parts, byte[] value);
    }

    /// Where the examples of a split are.
    private interface Places {
        /// The example at a place, counted from 0.
        int example(int place);
    }

    /// A mini-batch, and where its examples come from.
    private record MiniBatch(Split split, int epoch, int step, Examples examples, BatchForm form, Places places) {}

    /// The records of a mini-batch to train, `step` counted from 0 in each epoch; the last of a pass over
    /// the examples may be smaller.
    public void training(int epoch, int step, Sink sink) {
        Fit.Slice slice = slice(epoch, step);
        records(trained(epoch, step, slice.pass()), slice.from(), slice.to(), sink);
    }

    /// The same in one piece, whatever a record takes.
    public BatchMessage training(int epoch, int step) {
        Fit.Slice slice = slice(epoch, step);
        byte[] value = record(trained(epoch, step, slice.pass()), 0, 1, slice.from(), slice.to());
        return switch (codec.decode(ByteBuffer.wrap(value))) {
            case Decoded.Ok<BatchMessage> ok -> ok.value();
            case Decoded.Malformed<BatchMessage> bad -> throw new IllegalStateException(bad.reason());
        };
    }

    private Fit.Slice slice(int epoch, int step) {
        return plan.fit().slice(epoch, step, plan.trainingSamples());
    }

    /// @param pass over the examples, which has an order of its own
    private MiniBatch trained(int epoch, int step, int pass) {
        return new MiniBatch(
                Split.TRAINING,
                epoch,
                step,
                plan.dataset().train(),
                trainingForm,
                place -> trainedExample(pass, place));
    }

    /// The records of the mini-batches to score: validation, then test, in the dataset's order.
    public void evaluation(Sink sink) {
        Examples train = plan.dataset().train();
        inOrder(Split.VALIDATION, train, plan.trainingSamples(), train.size(), sink);
        Examples validation = plan.dataset().validation();
        inOrder(Split.VALIDATION, validation, 0, validation.size(), sink);
        Examples test = plan.dataset().test();
        inOrder(Split.TEST, test, 0, test.size(), sink);
    }

    private void inOrder(Split split, Examples examples, int first, int end, Sink sink) {
        int step = 0;
        for (long from = first; from < end; from += plan.fit().batchSize()) {
            int to = (int) Math.min(end, from + plan.fit().batchSize());
            records(new MiniBatch(split, 0, step, examples, evaluationForm, place -> place), (int) from, to, sink);
            step++;
        }
    }

    /// The example that is trained at a place of a pass.
    private int trainedExample(int pass, int place) {
        if (!plan.fit().shuffle()) {
            return place;
        }
        int window = place / Shuffle.WINDOW;
        if (pass != orderedPass || window != orderedWindow) {
            order = Shuffle.window(plan.trainingSamples(), plan.fit().seed(), pass, window);
            orderedPass = pass;
            orderedWindow = window;
        }
        return order[place - window * Shuffle.WINDOW];
    }

    private void records(MiniBatch of, int from, int to, Sink sink) {
        int parts = Math.ceilDiv(to - from, perRecord);
        for (int part = 0; part < parts; part++) {
            int first = from + part * perRecord;
            byte[] value = record(of, part, parts, first, Math.min(to, first + perRecord));
            sink.record(of.split, of.epoch, of.step, part, parts, value);
        }
    }

    /// Gathers examples where they are to lie in the record.
    private byte[] record(MiniBatch of, int part, int parts, int from, int to) {
        BatchRecord record = codec.blank(plan.runId(), of.split, of.epoch, of.step, part, parts, of.form, to - from);
        ByteBuffer inputs = record.inputs();
        ByteBuffer targets = record.targets();
        for (int place = from; place < to; place++) {
            int example = of.places.example(place);
            of.examples.copyInput(example, inputs);
            of.examples.copyTarget(example, targets);
            if (of.form.weighted()) {
                record.weights().putFloat(weight(of.examples, example));
            }
        }
        return record.value();
    }

    private float weight(Examples examples, int example) {
        return plan.fit().classWeight().isEmpty()
                ? examples.weight(example)
                : plan.fit().weightOf(examples.label(example));
    }
}
