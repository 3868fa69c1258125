package dev.millrace.datasets;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Where the files of datasets are.
///
/// @param data folder to read from: it, or its subfolder with the dataset's name, holds the files, and nothing is
/// ever written there. Absent: files are in `cache`, and downloaded into it.
/// @param cache folder with a subfolder per downloaded dataset
public record DataFolders(Optional<Path> data, Path cache) {
    /// The environment variable that stands in for `--data`.
    public static final String DATA_VARIABLE = "MILLRACE_DATA";

    /// The folders of this process: `data`, else what its environment says.
    public static DataFolders of(Optional<Path> data) {
        return of(data, System.getenv(), Path.of(System.getProperty("user.home")));
    }

    /// `data`, else `MILLRACE_DATA`; the cache is `${XDG_CACHE_HOME:-~/.cache}/millrace/datasets`. As the XDG Base
    /// Directory Specification says, an empty variable is one that is not set, and a relative `XDG_CACHE_HOME` is
    /// ignored.
    ///
    /// @throws DatasetException if a variable is no path here
    public static DataFolders of(Optional<Path> data, Map<String, String> environment, Path home) {
        Path cacheHome =
                variable(environment, "XDG_CACHE_HOME").filter(Path::isAbsolute).orElse(home.resolve(".cache"));
        return new DataFolders(
                data.or(() -> variable(environment, DATA_VARIABLE)),
                cacheHome.resolve("millrace").resolve("datasets"));
    }

    private static Optional<Path> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name))
                .filter(value -> !value.isBlank())
                .map(value -> path(name, value));
    }

    private static Path path(String name, String value) {
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw new DatasetException(name + " names no folder that can be: " + e.getReason() + ". Received: " + value
                    + ". Where the locale is C or POSIX, names beyond ASCII need LC_ALL=C.UTF-8.");
        }
    }
}
