package dev.millrace.datasets;

import java.nio.file.Path;

/// Pictures and their class numbers in IDX files, named as those of MNIST.
///
/// @param folder with the four files
record IdxSource(Path folder) implements Source {
    static IdxSource of(Options options) {
        return new IdxSource(Datasets.path(options, "folder")
                .orElseThrow(() -> new DatasetException("Option 'folder' of 'idx' is missing.")));
    }

    @Override
    public Dataset open(DataFolders folders, Progress progress) {
        return IdxFolder.read(String.valueOf(folder.getFileName()), folder, Digits.SCHEMA);
    }
}
