package dev.millrace.benchmarks;

import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.IdxFolder;
import dev.millrace.datasets.LabelledBytes;
import dev.millrace.datasets.Progress;
import dev.millrace.nn.Shape;
import dev.millrace.nn.data.Examples;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A dataset's first examples in folders, one for each number that is asked for; removed when it is closed.
final class Parts implements AutoCloseable {
    private final Dataset dataset;
    private final TemporaryFolder folder = TemporaryFolder.create();

    private Parts(Dataset dataset) {
        this.dataset = dataset;
    }

    /// The dataset of this name.
    ///
    /// @param data folder with the dataset's files, if one was named
    static Parts of(String name, Optional<Path> data) {
        return new Parts(Datasets.source(Datasets.named(name)).open(DataFolders.of(data), Progress.none()));
    }

    /// How many examples there are to train with.
    int size() {
        return dataset.train().size();
    }

    /// A folder with the first `samples` examples to train with, and all to test on.
    Path folder(int samples) {
        Path part = folder.path().resolve(String.valueOf(samples));
        if (!Files.exists(part)) {
            Examples train = dataset.train();
            Shape shape = dataset.schema().inputs().shape();
            byte[] inputs = new byte[samples * shape.size()];
            byte[] labels = new byte[samples];
            ByteBuffer target = ByteBuffer.wrap(inputs);
            for (int i = 0; i < samples; i++) {
                train.copyInput(i, target);
                labels[i] = (byte) train.label(i);
            }
            var first = new LabelledBytes(dataset.schema(), inputs, labels);
            IdxFolder.write(new Dataset(dataset.name(), dataset.schema(), first, dataset.test()), part);
        }
        return part;
    }

    @Override
    public void close() {
        folder.close();
    }
}
