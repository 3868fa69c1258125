package dev.millrace.standalone.run;

import dev.millrace.datasets.DatasetException;
import dev.millrace.nn.DescriptionException;
import dev.millrace.standalone.output.Shown;
import dev.millrace.standalone.yaml.Lines;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a run was written, for messages: the file, and the line where that is known. Any two are equal: runs that say
/// the same are the same.
public final class RunSource {
    /// A run that is in no file.
    static final RunSource BUILT_IN = new RunSource("", Optional.empty());

    private static final int MOST_SHOWN = 2000;
    private static final Pattern LAYER = Pattern.compile("^layers\\[\\d+]");
    private static final Pattern QUOTED = Pattern.compile("'([^']*)'");
    private static final Pattern FIRST_WORD = Pattern.compile("^(\\w+)");

    private final String file;
    private final Optional<Lines> lines;

    private RunSource(String file, Optional<Lines> lines) {
        this.file = file;
        this.lines = lines;
    }

    static RunSource of(String file, Lines lines) {
        return new RunSource(file, Optional.of(lines));
    }

    /// Whether something stands at `path`.
    boolean has(String path) {
        return lines.isPresent() && lines.get().of(path).isPresent();
    }

    /// What `read` makes of the value at `path`, whose errors then name the file, and the line.
    ///
    /// @throws DescriptionException as `read` does
    <T> T naming(String path, Supplier<T> read) {
        try {
            return read.get();
        } catch (DescriptionException | DatasetException e) {
            if (file.isEmpty()) {
                throw e;
            }
            OptionalInt line = line(path, String.valueOf(e.getMessage()));
            throw new DescriptionException(file + (line.isPresent() ? ", line " + line.getAsInt() : "") + ": "
                    + Shown.of(e.getMessage(), MOST_SHOWN));
        }
    }

    /// The line of what a message about `path` is about: of the layer that it names first, and there, of the key or
    /// value that it quotes first or begins with.
    private OptionalInt line(String path, String message) {
        if (lines.isEmpty()) {
            return OptionalInt.empty();
        }
        Lines known = lines.get();
        String place = path;
        Matcher layer = LAYER.matcher(message);
        if (layer.find()) {
            String inKerasJson = path + ".config." + layer.group();
            place = has(inKerasJson) ? inKerasJson : path + "." + layer.group();
        }
        // A message that begins with a quote names a key.
        boolean key = message.startsWith("'");
        for (Pattern word : List.of(QUOTED, FIRST_WORD)) {
            Matcher found = word.matcher(message);
            OptionalInt line = found.find() ? known.of(place, found.group(1), key) : OptionalInt.empty();
            if (line.isPresent()) {
                return line;
            }
        }
        return known.of(place);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RunSource;
    }

    @Override
    public int hashCode() {
        return 0;
    }

    @Override
    public String toString() {
        return file.isEmpty() ? "built in" : file;
    }
}
