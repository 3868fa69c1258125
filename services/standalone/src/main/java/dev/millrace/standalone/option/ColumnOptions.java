package dev.millrace.standalone.option;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What the columns of a table are for, and the arrays of a file.
public final class ColumnOptions {
    /// Kinds of data that are tables.
    static final Set<String> TABLES = Set.of("csv", "parquet", "query");

    private static final Set<String> ARRAYS = Set.of("npz");
    private static final Set<String> BOTH = Set.of("csv", "parquet", "query", "npz");

    @Option(
            names = "--target",
            paramLabel = "COLUMN",
            description = "Tables: what the model should learn to say; several with commas between them.")
    private List<String> target = new ArrayList<>();

    @Option(
            names = "--columns",
            paramLabel = "COLUMN",
            description = "Tables: what goes into the model. Default: all other columns.")
    private List<String> columns = new ArrayList<>();

    @Option(names = "--ignore", paramLabel = "COLUMN", description = "Tables: what does not go into the model.")
    private List<String> ignore = new ArrayList<>();

    @Option(
            names = "--task",
            paramLabel = "TASK",
            description = "Tables, arrays: classes to tell apart, or values to meet. Default: by the target.")
    private @Nullable String task;

    @Option(
            names = "--type",
            paramLabel = "COLUMN=TYPE",
            description = "Tables: number, boolean, date or text, where the file suggests something else.")
    private Map<String, String> types = new LinkedHashMap<>();

    @Option(
            names = "--categories",
            paramLabel = "HOW",
            description = "Tables: text becomes one_hot (an input for each text) or index (its number).")
    private @Nullable String categories;

    @Option(
            names = "--missing",
            paramLabel = "HOW",
            description = "Tables: refuse missing inputs, or fill in their mean, median or zero.")
    private @Nullable String missing;

    @Option(names = "--no-standardize", description = "Tables: numbers go in as they are.")
    private boolean raw;

    @Option(names = "--weight", paramLabel = "COLUMN", description = "Tables: what each example counts.")
    private @Nullable String weight;

    @Option(names = "--weights", paramLabel = "ARRAY", description = "Arrays: what each example counts.")
    private @Nullable String weights;

    @Option(names = "--x", paramLabel = "ARRAY", description = "Arrays: the inputs. Default: x_train or x.")
    private @Nullable String x;

    @Option(names = "--y", paramLabel = "ARRAY", description = "Arrays: the targets. Default: y_train or y.")
    private @Nullable String y;

    void giveTo(GivenOptions given) {
        given.texts(name("--target", "target", TABLES), target);
        given.texts(name("--columns", "columns", TABLES), columns);
        given.texts(name("--ignore", "ignore", TABLES), ignore);
        given.text(name("--task", "task", BOTH), task);
        given.map(name("--type", "types", TABLES), types);
        given.text(name("--categories", "categories", TABLES), categories);
        given.text(name("--missing", "missing", TABLES), missing);
        given.flag(name("--no-standardize", "standardize", TABLES), raw, false);
        given.text(name("--weight", "weight", TABLES), weight);
        given.text(name("--weights", "weights", ARRAYS), weights);
        given.text(name("--x", "x", ARRAYS), x);
        given.text(name("--y", "y", ARRAYS), y);
    }

    private static GivenOptions.Name name(String flag, String key, Set<String> kinds) {
        return new GivenOptions.Name(flag, key, kinds);
    }
}
