package dev.millrace.benchmarks.gpu;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.benchmarks.Textbook;
import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.Digits;
import dev.millrace.datasets.Progress;
import dev.millrace.engine.data.Batch;
import dev.millrace.engine.data.Tensor;
import dev.millrace.nn.DType;
import dev.millrace.nn.Shape;
import dev.millrace.nn.data.Examples;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Digits in memory: pixels as bytes, and class numbers.
///
/// @param name `mnist` or `digits`
record Pictures(String name, Split train, Split test) {
    /// Some of them.
    record Split(Tensor inputs, Tensor targets) {
        int size() {
            return inputs.size();
        }

        /// Mini-batches of `size`, as they lie; where they end, they begin again.
        List<Batch> batches(int size, int count) {
            List<Batch> batches = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int from = i % (size() / size) * size;
                batches.add(new Batch(inputs.slice(from, from + size), targets.slice(from, from + size)));
            }
            return batches;
        }

        /// Those that stand in `order` from `from` on.
        Batch pick(int[] order, int from, int to) {
            return new Batch(inputs.pick(order, from, to), targets.pick(order, from, to));
        }

        /// Numbers of all examples, shuffled.
        int[] shuffled(long seed) {
            int[] order = new int[size()];
            var random = new Random(seed);
            for (int i = 0; i < order.length; i++) {
                int j = random.nextInt(i + 1);
                order[i] = order[j];
                order[j] = i;
            }
            return order;
        }
    }

    /// MNIST where a folder has it, else digits that the program draws.
    static Pictures of(CheckOptions options) {
        return of(options.data()
                .map(folder -> {
                    ObjectNode description = JsonNodeFactory.instance.objectNode();
                    description.putObject("mnist").put("folder", folder.toString());
                    return Datasets.source(description).open(DataFolders.of(Optional.empty()), Progress.none());
                })
                .orElseGet(() -> Digits.draw(options.steps(60_000, 1_000), options.steps(10_000, 200), 1)));
    }

    private static Pictures of(Dataset dataset) {
        return new Pictures(dataset.name(), split(dataset.train()), split(dataset.test()));
    }

    private static Split split(Examples examples) {
        ByteBuffer inputs = ByteBuffer.allocate(examples.size() * Textbook.PIXELS);
        ByteBuffer labels = ByteBuffer.allocate(examples.size());
        for (int i = 0; i < examples.size(); i++) {
            examples.copyInput(i, inputs);
            labels.put((byte) examples.label(i));
        }
        return new Split(
                new Tensor(DType.U8, Shape.of(Textbook.PIXELS), inputs.flip(), 1 / 255f),
                new Tensor(DType.U8, Shape.of(), labels.flip()));
    }
}
