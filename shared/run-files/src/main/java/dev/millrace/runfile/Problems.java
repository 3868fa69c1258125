package dev.millrace.runfile;

import dev.millrace.datasets.DatasetException;
import dev.millrace.nn.DescriptionException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// What is not sound in one run file, collected while its parts are read one by one. For one thread.
final class Problems {
    private final RunSource source;
    private final List<Problem> found = new ArrayList<>();

    Problems(RunSource source) {
        this.source = source;
    }

    /// What `read` makes of the value at `path`; `fallback`, where that is not sound.
    <T> T read(String path, Supplier<T> read, T fallback) {
        try {
            return read.get();
        } catch (DescriptionException | DatasetException e) {
            Problem problem = source.problem(path, String.valueOf(e.getMessage()));
            if (!found.contains(problem)) {
                found.add(problem);
            }
            return fallback;
        } catch (RunFileException e) {
            found.addAll(e.problems());
            return fallback;
        }
    }

    /// Looks at the value at `path`.
    void check(String path, Runnable check) {
        read(
                path,
                () -> {
                    check.run();
                    return path;
                },
                path);
    }

    /// How many there are.
    int count() {
        return found.size();
    }

    /// All of them.
    List<Problem> found() {
        return List.copyOf(found);
    }

    /// @throws RunFileException if there is any
    void refuse() {
        if (!found.isEmpty()) {
            throw new RunFileException(source.toString(), found);
        }
    }
}
