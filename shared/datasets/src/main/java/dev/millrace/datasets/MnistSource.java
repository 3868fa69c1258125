package dev.millrace.datasets;

import java.nio.file.Path;
import java.util.Optional;

/// MNIST, from `folder` or from where it is usually kept.
///
/// @param folder with the four files, or with a subfolder `mnist` that has them; absent: as [DataFolders] says
record MnistSource(Optional<Path> folder) implements Source {
    static MnistSource of(Options options) {
        return new MnistSource(Datasets.path(options, "folder"));
    }

    @Override
    public Dataset open(DataFolders folders, Progress progress) {
        return Mnist.open(new DataFolders(folder.or(folders::data), folders.cache()), Mnist.MIRRORS, progress);
    }
}
