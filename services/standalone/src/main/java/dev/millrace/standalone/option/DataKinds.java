package dev.millrace.standalone.option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Which kind of data a file or folder is, by its name and by what is in the folder.
public final class DataKinds {
    private static final Pattern CSV = Pattern.compile(".*\\.(csv|tsv|tab|txt)(\\.gz)?");
    private static final Pattern IDX = Pattern.compile("train-images[-.]idx.*");

    private DataKinds() {}

    /// The kind: `csv`, `parquet`, `npz`, `idx` or `images`; absent where the name says nothing.
    public static Optional<String> guess(Path path) {
        if (Files.isDirectory(path)) {
            return Optional.of(holdsIdx(path) ? "idx" : "images");
        }
        String name = path.toString().toLowerCase(Locale.ROOT);
        if (CSV.matcher(name).matches()) {
            return Optional.of("csv");
        }
        return name.endsWith(".parquet")
                ? Optional.of("parquet")
                : name.endsWith(".npz") ? Optional.of("npz") : Optional.empty();
    }

    private static boolean holdsIdx(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(
                    file -> IDX.matcher(file.getFileName().toString()).matches());
        } catch (IOException e) {
            return false;
        }
    }
}
