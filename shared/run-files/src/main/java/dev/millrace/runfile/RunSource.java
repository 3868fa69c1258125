package dev.millrace.runfile;

import dev.millrace.datasets.DatasetException;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Shown;
import dev.millrace.nn.layer.Layers;
import dev.millrace.runfile.yaml.Lines;
import dev.millrace.runfile.yaml.Lines.Place;
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
    private static final Pattern LAYER = Pattern.compile("^(layers\\[\\d+]): (?:\\w+(?: '[^']*')?: )?");
    private static final Pattern UNKNOWN = Pattern.compile("^Unknown [^:]*: '([^']*)'");
    private static final Pattern QUOTED = Pattern.compile("'([^']*)'");
    private static final Pattern FIRST_WORD = Pattern.compile("^(\\w+)");

    private final String file;
    private final Optional<Lines> lines;

    private RunSource(String file, Optional<Lines> lines) {
        this.file = file;
        this.lines = lines;
    }

    /// @param file for messages
    static RunSource of(String file, Lines lines) {
        return new RunSource(file, Optional.of(lines));
    }

    /// Whether something stands at `path`.
    boolean has(String path) {
        return lines.isPresent() && lines.get().of(path).isPresent();
    }

    /// What `read` makes of the value at `path`, whose errors then name the file, and the line.
    ///
    /// @throws RunFileException where `read` finds that it is not sound
    /// @throws DescriptionException the same, of a run that is in no file
    <T> T naming(String path, Supplier<T> read) {
        try {
            return read.get();
        } catch (DescriptionException | DatasetException e) {
            if (lines.isEmpty()) {
                throw e;
            }
            throw new RunFileException(file, List.of(problem(path, String.valueOf(e.getMessage()))));
        }
    }

    /// What a message about the value at `path` says, with the place that it is about.
    Problem problem(String path, String message) {
        String shown = Shown.of(message, MOST_SHOWN);
        return place(path, message)
                .map(place -> new Problem(place.path(), OptionalInt.of(place.line()), shown))
                .orElseGet(() -> new Problem(path, OptionalInt.empty(), shown));
    }

    /// The place of what a message about `path` is about: of the layer that it names first, and there, of the key or
    /// value that it says is unknown, quotes first or begins with.
    private Optional<Place> place(String path, String message) {
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        Lines known = lines.get();
        String at = path;
        String said = message;
        Matcher layer = LAYER.matcher(message);
        if (layer.find()) {
            String inKerasJson = path + ".config." + layer.group(1);
            at = has(inKerasJson) ? inKerasJson : path + "." + layer.group(1);
            said = message.substring(layer.end());
        }
        // A message that begins with a quote names a key.
        boolean key = said.startsWith("'");
        for (Pattern word : List.of(UNKNOWN, QUOTED, FIRST_WORD)) {
            Matcher found = word.matcher(said);
            if (found.find()) {
                String name = found.group(1);
                Optional<Place> place = known.of(at, name, key);
                if (place.isEmpty()) {
                    place = principal(at, name);
                }
                if (place.isPresent()) {
                    return place;
                }
            }
        }
        return known.of(at);
    }

    /// The setting of a layer that is said by the layer's own word: `units` in `{dense: 10}`.
    private Optional<Place> principal(String layer, String setting) {
        return Layers.KINDS.kinds().stream()
                .filter(kind -> kind.principal().equals(setting))
                .flatMap(kind -> lines.orElseThrow().of(layer + "." + kind.snakeName()).stream())
                .findFirst();
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
