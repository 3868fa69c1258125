package dev.millrace.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.millrace.datasets.images.ImagesSource;
import dev.millrace.datasets.npz.NpzSource;
import dev.millrace.datasets.table.Tables;
import dev.millrace.nn.Named;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The kinds of data there are, by name, and how a program opens them: `Datasets.csv(Path.of("houses.csv"), "price")`.
/// A dataset is described as an object with one name, its kind, and the kind's
/// options: `{"csv": {"file": "houses.csv", "target": "price"}}`.
///
/// | kind | what | from |
/// |---|---|---|
/// | `digits` | 60,000 + 10,000 handwritten digits like those of MNIST | drawn by the program, always the same |
/// | `mnist` | MNIST (LeCun, Cortes and Burges) | four IDX files in a folder, else a download |
/// | `idx` | arrays and class numbers | IDX files in a folder, named as those of MNIST |
/// | `images` | pictures | a folder for each class |
/// | `npz` | arrays | a file of `numpy.savez` |
/// | `csv` | a table | a CSV file |
/// | `parquet` | a table | a Parquet file |
/// | `query` | what a SQL query gives | CSV and Parquet files |
public final class Datasets {
    /// What MNIST looks like, and everything like it.
    public static final Schema MNIST_SCHEMA = Digits.SCHEMA;

    /// Another kind of data is a class that reads it, and a line here.
    private static final Map<String, Function<Options, Source>> KINDS = Map.of(
            "digits", DigitsSource::of,
            "mnist", MnistSource::of,
            "idx", IdxSource::of,
            "images", ImagesSource::of,
            "npz", NpzSource::of,
            "csv", Tables::csv,
            "parquet", Tables::parquet,
            "query", Tables::query);

    /// Options that are paths on the machine of whoever opens the dataset, of every kind.
    private static final List<String> PATHS = List.of("file", "files", "folder", "validation_file", "test_file");

    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new SimpleModule("paths").addSerializer(Path.class, ToStringSerializer.instance));

    private Datasets() {}

    /// Opens a table in a CSV file, all options as they are by themselves.
    ///
    /// @param target the column that the model should learn to say
    /// @throws DatasetException if it cannot be read or trained with, naming line and column
    public static Dataset csv(Path file, String target) {
        return open("csv", Map.of("file", file, "target", target));
    }

    /// Opens a table in a Parquet file, likewise.
    ///
    /// @throws DatasetException if it cannot be read or trained with, naming row and column
    public static Dataset parquet(Path file, String target) {
        return open("parquet", Map.of("file", file, "target", target));
    }

    /// Opens what a SQL query gives.
    ///
    /// @param sql one `SELECT`
    /// @param files CSV and Parquet files by their names in the query
    /// @throws DatasetException if it cannot be read or trained with, or may give other rows the next time
    public static Dataset query(String sql, Map<String, Path> files, String target) {
        return open("query", Map.of("sql", sql, "files", files, "target", target));
    }

    /// Opens pictures in a folder for each class, all resized to `height` x `width` pixels.
    ///
    /// @throws DatasetException if one cannot be read, naming the file
    public static Dataset images(Path folder, int height, int width) {
        return open("images", Map.of("folder", folder, "size", List.of(height, width)));
    }

    /// Opens the arrays `x` and `y` of a file of `numpy.savez`, or `x_train`, `y_train` and those beside them.
    ///
    /// @throws DatasetException if it cannot be read or trained with, naming array and index
    public static Dataset npz(Path file) {
        return open("npz", Map.of("file", file));
    }

    /// Opens four IDX files, named as those of MNIST.
    ///
    /// @throws DatasetException if one cannot be read or trained with
    public static Dataset idx(Path folder) {
        return open("idx", Map.of("folder", folder));
    }

    /// Opens data of any kind with any options, by the names that run files have for them:
    /// `open("csv", Map.of("file", houses, "target", "price", "missing", "median", "split", Map.of("test", 0.3)))`.
    /// Many rows are kept in a file in the user's cache, and take no memory.
    ///
    /// @param options texts, numbers, booleans and paths, and lists and maps of these
    /// @throws DatasetException if an option is not what it should be, or the data cannot be read or trained with
    /// @throws dev.millrace.nn.DescriptionException if there is no such kind or option
    public static Dataset open(String kind, Map<String, ?> options) {
        ObjectNode description = JsonNodeFactory.instance.objectNode();
        description.set(kind, JSON.valueToTree(options));
        return source(description).open(DataFolders.of(Optional.empty()), Progress.none());
    }

    /// The names of all kinds, sorted.
    public static List<String> kinds() {
        return KINDS.keySet().stream().sorted().toList();
    }

    /// Whether MNIST can be read without a download.
    public static boolean hasMnist(DataFolders folders) {
        return Mnist.isComplete(folders);
    }

    /// The description of a dataset that needs no options: `{"mnist": {}}`.
    public static JsonNode named(String kind) {
        ObjectNode description = JsonNodeFactory.instance.objectNode();
        description.putObject(kind);
        return description;
    }

    /// The kind that a description names.
    ///
    /// @throws DatasetException if it is no object with one name
    public static String kind(JsonNode description) {
        if (!description.isObject() || description.size() != 1) {
            throw new DatasetException("A dataset is described by its kind and the kind's options, like"
                    + " {csv: {file: houses.csv, target: price}}; kinds: " + String.join(", ", kinds())
                    + ". Received: " + description);
        }
        return description.fieldNames().next();
    }

    /// The source that a description says, its options checked, nothing opened.
    ///
    /// @throws dev.millrace.nn.DescriptionException if there is no such kind or option
    /// @throws DatasetException if an option is missing, or not what it should be
    public static Source source(JsonNode description) {
        String kind = kind(description);
        Function<Options, Source> made = KINDS.get(kind);
        if (made == null) {
            throw Named.unknown("dataset", kind, kinds());
        }
        Options options = new Options(kind, description.get(kind));
        Source source = made.apply(options);
        options.refuseOthers();
        return source;
    }

    /// The same description with its paths made absolute: relative ones are taken to be in `folder`.
    ///
    /// @throws DatasetException if it is no description, or a path cannot be one
    public static JsonNode resolve(JsonNode description, Path folder) {
        String kind = kind(description);
        JsonNode resolved = description.deepCopy();
        if (resolved.get(kind) instanceof ObjectNode options) {
            for (String name : PATHS) {
                JsonNode value = options.get(name);
                if (value == null) {
                    continue;
                }
                if (value.isTextual()) {
                    options.set(name, resolved(name, value, folder));
                } else if (value.isArray()) {
                    var all = JsonNodeFactory.instance.arrayNode();
                    value.forEach(one -> all.add(one.isTextual() ? resolved(name, one, folder) : one));
                    options.set(name, all);
                } else if (value instanceof ObjectNode named) {
                    named.fieldNames().forEachRemaining(of -> {
                        if (named.get(of).isTextual()) {
                            named.set(of, resolved(name, named.get(of), folder));
                        }
                    });
                }
            }
        }
        return resolved;
    }

    private static TextNode resolved(String name, JsonNode path, Path folder) {
        try {
            return TextNode.valueOf(folder.toAbsolutePath()
                    .resolve(path.textValue())
                    .normalize()
                    .toString());
        } catch (InvalidPathException e) {
            throw new DatasetException("Option '" + name + "' is a path. Received: '" + path.textValue() + "'.");
        }
    }

    /// What tells whether the files that a description names have changed: their sizes, and when they were written.
    public static String stamp(JsonNode description) {
        StringBuilder stamp = new StringBuilder();
        for (String name : PATHS) {
            for (JsonNode value : description.findValues(name)) {
                // One path, or several by number or name.
                if (value.isTextual()) {
                    stamp.append(stampOf(value.textValue()));
                }
                value.forEach(path -> stamp.append(stampOf(path.asText())));
            }
        }
        return stamp.toString();
    }

    private static String stampOf(String path) {
        try {
            Path file = Path.of(path);
            return Files.size(file) + " " + Files.getLastModifiedTime(file) + ";";
        } catch (IOException | InvalidPathException e) {
            return ";";
        }
    }

    /// A path that an option names, if it does.
    public static Optional<Path> path(Options options, String name) {
        return options.optionalText(name).filter(text -> !text.isEmpty()).map(text -> {
            try {
                return Path.of(text);
            } catch (InvalidPathException e) {
                throw new DatasetException(
                        "Option '" + name + "' is a path. Received: '" + text + "': " + e.getReason() + ".");
            }
        });
    }
}
