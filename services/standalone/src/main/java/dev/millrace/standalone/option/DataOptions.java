package dev.millrace.standalone.option;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.millrace.datasets.CsvDialect;
import dev.millrace.datasets.Datasets;
import dev.millrace.standalone.option.GivenOptions.Name;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// Which data a command is about and how it is read; what is said here wins over a run file.
public final class DataOptions {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(names = "--csv", paramLabel = "FILE", description = "A table: CSV, however it is written.")
    private @Nullable Path csv;

    @Option(names = "--parquet", paramLabel = "FILE", description = "A table: Parquet.")
    private @Nullable Path parquet;

    @Option(
            names = "--query",
            paramLabel = "SQL",
            description = "A table: what a SELECT over the files of --file gives.")
    private @Nullable String query;

    @Option(
            names = "--file",
            paramLabel = "NAME=FILE",
            description = "A CSV or Parquet file, by its name in the SQL of --query.")
    private Map<String, Path> files = new LinkedHashMap<>();

    @Option(names = "--images", paramLabel = "DIR", description = "Pictures: a folder with a folder for each class.")
    private @Nullable Path images;

    @Option(names = "--npz", paramLabel = "FILE", description = "Arrays: a file of numpy.savez.")
    private @Nullable Path npz;

    @Option(names = "--idx", paramLabel = "DIR", description = "Arrays: a folder with IDX files named like MNIST's.")
    private @Nullable Path idx;

    @Option(names = "--dataset", paramLabel = "NAME", description = "mnist or digits.")
    private @Nullable String dataset;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder with the dataset's files. Default: MILLRACE_DATA, else a cache filled by download.")
    private @Nullable Path data;

    @Option(
            names = "--data-option",
            paramLabel = "NAME=VALUE",
            description = "Any option of the kind of data, as run files have them: x_val=x2.")
    private Map<String, String> more = new LinkedHashMap<>();

    @ArgGroup(validate = false, heading = "%nTables and arrays:%n")
    private ColumnOptions columns = new ColumnOptions();

    @ArgGroup(validate = false, heading = "%nCSV, where it is not to be found out:%n")
    private CsvOptions written = new CsvOptions();

    @ArgGroup(validate = false, heading = "%nPictures:%n")
    private PictureOptions pictures = new PictureOptions();

    @ArgGroup(validate = false, heading = "%nWhat is trained and what is scored:%n")
    private SplitOptions split = new SplitOptions();

    /// The data that was named here, or that of `before`, with what was said here of how it is read.
    ///
    /// @param before described elsewhere; absent: nowhere
    /// @return absent where no data was named at all, though [#folder] may have been
    /// @throws ParameterException if an option does not belong to the data, or a query has no file
    /// @throws dev.millrace.nn.DescriptionException if there is no such kind or option
    /// @throws dev.millrace.datasets.DatasetException if an option is missing, or not what it should be
    public Optional<JsonNode> description(CommandLine command, Optional<JsonNode> before) {
        Optional<JsonNode> named = undecided(command, before);
        named.ifPresent(Datasets::source);
        return named;
    }

    /// The same, where the source is not to be checked: some of its options are yet to come.
    public Optional<JsonNode> undecided(CommandLine command, Optional<JsonNode> before) {
        GivenOptions given = given(command);
        Optional<String> here = kind(command);
        if (here.isEmpty() && before.isEmpty()) {
            if (!given.isEmpty() && !given.first().flag().equals("--data")) {
                throw new ParameterException(
                        command,
                        given.first().flag() + " says how data is read, and no data is named. Name it: --csv FILE,"
                                + " --parquet FILE, --query SQL, --npz FILE, --images DIR, --idx DIR or --dataset"
                                + " NAME.");
            }
            return Optional.empty();
        }
        String kind = here.orElseGet(() -> Datasets.kind(before.orElseThrow()));
        given.find(option -> !option.fits(kind)).ifPresent(option -> {
            throw new ParameterException(
                    command,
                    option.flag() + " does not belong to data of kind '" + kind + "', but to: "
                            + option.kinds().stream().sorted().collect(Collectors.joining(", ")) + ". Leave it out.");
        });
        ObjectNode description = JsonNodeFactory.instance.objectNode();
        ObjectNode options = description.putObject(kind);
        if (dataset == null && before.isPresent() && before.get().get(kind) instanceof ObjectNode known) {
            options.setAll(known.deepCopy());
        }
        given.putInto(options);
        if (query != null && !options.has("files")) {
            throw new ParameterException(
                    command, "--query reads files that are named to it. Name each: --file NAME=FILE, for FROM NAME.");
        }
        return Optional.of(Datasets.resolve(description, Path.of("")));
    }

    /// Whether data was named here that is not one of the datasets with a name.
    public boolean namesOwnData() {
        return csv != null || parquet != null || query != null || images != null || npz != null || idx != null;
    }

    /// The folder of `--data`, absolute; empty where it was not given.
    public String folder() {
        return data == null ? "" : data.toAbsolutePath().normalize().toString();
    }

    /// How a CSV file is written, where that was said; else as `known`.
    public Optional<CsvDialect> dialect(CsvDialect known) {
        return written.dialect(known);
    }

    /// What was said of data, and in which words; empty where nothing was.
    public boolean isEmpty(CommandLine command) {
        return kind(command).isEmpty() && given(command).isEmpty();
    }

    /// A name for what is made of this data: `houses` for `houses.csv`.
    public String name() {
        Path file = first(csv, parquet, images, npz, idx);
        if (file == null || file.toAbsolutePath().normalize().getFileName() == null) {
            return "query";
        }
        String name = file.toAbsolutePath().normalize().getFileName().toString();
        int dot = name.indexOf('.', 1);
        return dot < 0 ? name : name.substring(0, dot);
    }

    private static @Nullable Path first(@Nullable Path... paths) {
        for (Path path : paths) {
            if (path != null) {
                return path;
            }
        }
        return null;
    }

    private Optional<String> kind(CommandLine command) {
        Map<String, String> named = new LinkedHashMap<>();
        name(named, "--csv", "csv", csv);
        name(named, "--parquet", "parquet", parquet);
        name(named, "--query", "query", query);
        name(named, "--images", "images", images);
        name(named, "--npz", "npz", npz);
        name(named, "--idx", "idx", idx);
        name(named, "--dataset", String.valueOf(dataset), dataset);
        if (named.size() > 1) {
            throw new ParameterException(
                    command, "Name one kind of data. Received: " + String.join(", ", named.keySet()) + ".");
        }
        return named.values().stream().findFirst();
    }

    private static void name(Map<String, String> named, String flag, String kind, @Nullable Object value) {
        if (value != null) {
            named.put(flag, kind);
        }
    }

    private GivenOptions given(CommandLine command) {
        var given = new GivenOptions();
        given.text(new Name("--csv", "file", Set.of("csv")), csv);
        given.text(new Name("--parquet", "file", Set.of("parquet")), parquet);
        given.text(new Name("--npz", "file", Set.of("npz")), npz);
        given.text(new Name("--images", "folder", Set.of("images")), images);
        given.text(new Name("--idx", "folder", Set.of("idx")), idx);
        given.text(new Name("--query", "sql", Set.of("query")), query);
        given.map(new Name("--file", "files", Set.of("query")), files);
        if (data != null) {
            given.text(new Name("--data", "folder", Set.of("mnist", "idx", "images")), folder());
        }
        columns.giveTo(given);
        written.giveTo(given);
        pictures.giveTo(given, command);
        split.giveTo(given);
        more.forEach((name, value) -> given.add(new Name("--data-option", name, Set.of()), json(value)));
        return given;
    }

    /// The value that a text is in JSON, or the text.
    private static JsonNode json(String text) {
        try {
            JsonNode value = JSON.readTree(text);
            return value.isMissingNode() ? TextNode.valueOf(text) : value;
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(text);
        }
    }
}
