package dev.millrace.runfile;

import dev.millrace.runfile.yaml.YamlException;
import java.util.List;
import java.util.OptionalInt;

/// A run file that is not sound. The message names the file, the line where it is known, and the first problem.
public final class RunFileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    /// @param problems at least one
    RunFileException(String file, List<Problem> problems) {
        super(message(file, problems.getFirst()));
        this.problems = List.copyOf(problems);
    }

    RunFileException(String file, YamlException failure) {
        super(file + failure.getMessage());
        this.problems = List.of(new Problem("", failure.line(), failure.detail()));
    }

    private static String message(String file, Problem first) {
        OptionalInt line = first.line();
        return file + (line.isPresent() ? ", line " + line.getAsInt() : "") + ": " + first.detail();
    }

    /// All that was found, in the order in which it was looked at; at least one.
    public List<Problem> problems() {
        return problems;
    }
}
