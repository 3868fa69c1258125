package dev.millrace.standalone.look;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.Schema;
import dev.millrace.datasets.Targets;
import dev.millrace.datasets.table.TableProfile;
import dev.millrace.nn.DescriptionException;
import dev.millrace.standalone.run.DatasetChoice;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What Millrace makes of data.
///
/// @param kind of the data: `csv`
/// @param table what stands in its columns, where it is a table that can be read
/// @param data what every example looks like; absent where none can be made
/// @param splits how many examples there are
/// @param classes how many examples of each class, where targets are classes
/// @param ranges of inputs that are no table's, and of targets that are values
/// @param notes how the data was read
/// @param refused why there are no examples; empty where there are, or where nobody said what a model should learn
public record DataLook(
        String kind,
        Optional<TableProfile> table,
        Optional<Schema> data,
        Optional<SplitCounts> splits,
        List<SplitCounts> classes,
        List<Range> ranges,
        List<String> notes,
        String refused) {
    private static final Set<String> TABLES = Set.of("csv", "parquet", "query");

    /// Looks at the data that `description` says.
    ///
    /// @throws DatasetException if an option is not what it should be
    public static DataLook at(JsonNode description, DatasetChoice datasets) {
        String kind = Datasets.kind(description);
        Optional<TableProfile> table = Optional.empty();
        try {
            if (TABLES.contains(kind)) {
                table = Optional.of(TableProfile.of(description, datasets.folders()));
                if (!description.path(kind).has("target")) {
                    return new DataLook(
                            kind, table, Optional.empty(), Optional.empty(), List.of(), List.of(), List.of(), "");
                }
            }
            return of(kind, table, datasets.open(description));
        } catch (DatasetException | DescriptionException e) {
            return new DataLook(
                    kind,
                    table,
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    List.of(),
                    String.valueOf(e.getMessage()));
        }
    }

    private static DataLook of(String kind, Optional<TableProfile> table, Dataset dataset) {
        List<Range> inputs = table.isPresent() ? List.of() : List.of(Range.ofInputs(dataset));
        Optional<Schema> schema = Optional.of(dataset.schema());
        Optional<SplitCounts> splits = Optional.of(SplitCounts.of(dataset));
        return switch (dataset.schema().targets()) {
            case Targets.Classes classes ->
                new DataLook(
                        kind, table, schema, splits, SplitCounts.of(dataset, classes), inputs, dataset.notes(), "");
            case Targets.Values values -> {
                List<Range> ranges = new java.util.ArrayList<>(inputs);
                if (table.isEmpty()) {
                    ranges.addAll(Range.ofTargets(dataset, values.columns()));
                }
                yield new DataLook(kind, table, schema, splits, List.of(), ranges, dataset.notes(), "");
            }
        };
    }
}
