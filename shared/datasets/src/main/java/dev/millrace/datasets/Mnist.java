package dev.millrace.datasets;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// The MNIST database of handwritten digits (Y. LeCun, C. Cortes, C. J. C. Burges).
final class Mnist {
    /// Folders on the web that hold the four files, gzipped.
    static final List<URI> MIRRORS = List.of(
            URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/"),
            URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"));

    /// MD5 of the uncompressed files; that of gzipped ones depends on who zipped them.
    static final Map<String, String> MD5 = Map.of(
            "train-images-idx3-ubyte", "6bbc9ace898e44ae57da46a324031adb",
            "train-labels-idx1-ubyte", "a25bea736e30d166cdddb491f175f624",
            "t10k-images-idx3-ubyte", "2646ac647ad5339dbf082846283269ea",
            "t10k-labels-idx1-ubyte", "27ae3e4e09519cfbb04c329615203637");

    private static final String NAME = "mnist";

    private Mnist() {}

    /// Whether all files are where `open` reads them.
    static boolean isComplete(DataFolders folders) {
        return IdxFolder.missing(folder(folders)).isEmpty();
    }

    /// Reads MNIST from the folder with data, if one is given, else from the cache, which is first filled.
    ///
    /// @param mirrors folders to download from, tried in order
    static Dataset open(DataFolders folders, List<URI> mirrors, Progress progress) {
        Path folder = folder(folders);
        if (folders.data().isEmpty() && !isComplete(folders)) {
            download(folder, mirrors, progress);
        }
        return IdxFolder.read(NAME, folder, Digits.SCHEMA);
    }

    private static Path folder(DataFolders folders) {
        return folders.data()
                .map(data -> Stream.of(data, data.resolve(NAME))
                        .filter(folder -> IdxFolder.missing(folder).isEmpty())
                        .findFirst()
                        .orElse(data))
                .orElse(folders.cache().resolve(NAME));
    }

    /// Fetches what is missing in `folder`. One process at a time does so, and one thread in it.
    private static synchronized void download(Path folder, List<URI> mirrors, Progress progress) {
        try {
            Files.createDirectories(folder);
            try (FileChannel channel = FileChannel.open(
                            folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    Download download = new Download(mirrors, progress)) {
                FileLock lock = channel.lock();
                for (String file : IdxFolder.missing(folder)) {
                    download.fetch(file + ".gz", Objects.requireNonNull(MD5.get(file)), folder);
                }
                lock.release();
            }
        } catch (IOException e) {
            throw new DatasetException(
                    "MNIST could not be downloaded: " + e.getMessage() + ". Where there is no"
                            + " network, put these four files, gzipped or not, into " + folder
                            + ", or into a folder of yours that --data DIR or " + DataFolders.DATA_VARIABLE + " names: "
                            + String.join(", ", IdxFolder.FILES),
                    e);
        }
    }
}
