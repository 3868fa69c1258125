package dev.millrace.loader;

import dev.millrace.datasets.Examples;
import dev.millrace.nn.Shuffle;
import dev.millrace.wire.BatchMessage;
import dev.millrace.wire.Safetensors;
import dev.millrace.wire.Split;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Every mini-batch of a run, by name: a function of (seed, epoch, dataset), so that any data-loader can go on with
/// another's work. Keeps the order of one epoch; for one thread.
public final class BatchSequence {
    private final LoadPlan plan;
    private int orderedEpoch = -1;
    private int[] order = {};

    public BatchSequence(LoadPlan plan) {
        this.plan = plan;
    }

    /// A mini-batch to train, `step` counted from 0 in each epoch; the last of an epoch may be smaller.
    public BatchMessage training(int epoch, int step) {
        if (epoch != orderedEpoch) {
            order = plan.fit().shuffle()
                    ? Shuffle.order(plan.trainingSamples(), plan.fit().seed(), epoch)
                    : IntStream.range(0, plan.trainingSamples()).toArray();
            orderedEpoch = epoch;
        }
        int from = step * plan.fit().batchSize();
        int to = Math.min(from + plan.fit().batchSize(), order.length);
        return batch(Split.TRAINING, epoch, step, plan.dataset().train(), from, to, order);
    }

    /// The mini-batches to score: validation, then test, in the dataset's order.
    public Stream<BatchMessage> evaluation() {
        Examples train = plan.dataset().train();
        Examples test = plan.dataset().test();
        return Stream.concat(
                inOrder(Split.VALIDATION, train, plan.trainingSamples(), train.size()),
                inOrder(Split.TEST, test, 0, test.size()));
    }

    private Stream<BatchMessage> inOrder(Split split, Examples examples, int first, int end) {
        int[] natural = IntStream.range(0, end).toArray();
        int batchSize = plan.fit().batchSize();
        return IntStream.range(0, Math.ceilDiv(end - first, batchSize)).mapToObj(step -> {
            int from = first + step * batchSize;
            return batch(split, 0, step, examples, from, Math.min(from + batchSize, end), natural);
        });
    }

    private BatchMessage batch(Split split, int epoch, int step, Examples examples, int from, int to, int[] indices) {
        int inputSize = plan.dataset().inputShape().size();
        ByteBuffer inputs = ByteBuffer.allocate((to - from) * inputSize);
        ByteBuffer targets = ByteBuffer.allocate(to - from);
        for (int i = from; i < to; i++) {
            examples.copyInput(indices[i], inputs);
            targets.put((byte) examples.label(indices[i]));
        }
        return new BatchMessage(
                plan.runId(),
                split,
                epoch,
                step,
                new Safetensors.Tensor(Safetensors.DType.U8, List.of(to - from, inputSize), inputs.flip()),
                new Safetensors.Tensor(Safetensors.DType.U8, List.of(to - from), targets.flip()),
                plan.dataset().scale());
    }
}
