package dev.millrace.standalone.prediction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.datasets.CsvDialect;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.PicturePreparation;
import dev.millrace.datasets.Progress;
import dev.millrace.datasets.Schema;
import dev.millrace.datasets.Standardization;
import dev.millrace.datasets.TablePreparation;
import dev.millrace.datasets.Targets;
import dev.millrace.datasets.table.TableRows;
import dev.millrace.nn.data.Examples;
import dev.millrace.standalone.output.UserException;
import dev.millrace.standalone.run.DatasetChoice;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Data that a trained model is scored on, prepared as that which it was trained with: nothing is fitted to it.
///
/// @param model for messages: its file
/// @param trained what it was trained with; absent where its file does not say
public record ScoringData(String model, Optional<Schema> trained, DatasetChoice datasets) {
    private static final Set<String> OF_TABLES = Set.of(
            "file",
            "target",
            "weight",
            "delimiter",
            "decimal",
            "thousands",
            "quote",
            "encoding",
            "header",
            "na_values");

    /// The data as a dataset, whose test examples are those to score on: all that there are, or the test examples where
    /// the data is divided by whoever made it.
    ///
    /// @param dialect how a CSV file is written; absent: as the one to train with
    /// @throws UserException if the data is not like that which the model was trained with
    /// @throws DatasetException if it cannot be read
    public Dataset open(JsonNode description, Optional<CsvDialect> dialect) {
        String kind = Datasets.kind(description);
        return switch (kind) {
            case "mnist", "digits" -> like(datasets.open(description));
            case "csv", "parquet" -> table(description.get(kind), dialect);
            case "query" ->
                throw new UserException("A model is not scored on a query. Write its rows to a CSV or Parquet file, and"
                        + " name that.");
            default -> like(examples(kind, description));
        };
    }

    private Dataset table(JsonNode options, Optional<CsvDialect> dialect) {
        if (trained.isEmpty() || !(trained.get().preparation() instanceof TablePreparation preparation)) {
            throw new UserException(model + " was not trained with a table, so it does not say how rows become inputs."
                    + " Expected: pictures or arrays.");
        }
        options.fieldNames().forEachRemaining(name -> {
            if (!OF_TABLES.contains(name)) {
                throw new UserException(
                        "How rows become inputs is in " + model + ". Received: '" + name + "'. Leave it out.");
            }
        });
        List<String> targets = preparation.targets().stream()
                .map(TablePreparation.Target::name)
                .toList();
        requireSame("target", options.path("target"), targets);
        requireSame(
                "weight", options.path("weight"), preparation.weight().stream().toList());
        Path file = Path.of(options.path("file").asText());
        Examples all = TableRows.examples(file, trained.get(), dialect, datasets.folders(), Progress.none());
        return dataset(String.valueOf(file.getFileName()), trained.get(), all);
    }

    private void requireSame(String what, JsonNode said, List<String> known) {
        if (said.isMissingNode()) {
            return;
        }
        List<String> names =
                said.isArray() ? said.valueStream().map(JsonNode::asText).toList() : List.of(said.asText());
        if (!names.equals(known)) {
            throw new UserException(model + " was trained with " + what + " "
                    + (known.isEmpty() ? "none" : String.join(", ", known)) + ". Received: "
                    + String.join(", ", names) + ".");
        }
    }

    /// The dataset, with those examples to score on that [#open] says.
    private Dataset examples(String kind, JsonNode description) {
        ObjectNode prepared = description.deepCopy();
        ObjectNode options = prepared.withObjectProperty(kind);
        trained.ifPresent(schema -> prepare(kind, schema, options));
        if (options.has("split") || kind.equals("idx")) {
            return datasets.open(prepared);
        }
        ObjectNode whole = prepared.deepCopy();
        whole.withObjectProperty(kind).putObject("split").put("validation", 0.0).put("test", 0.0);
        try {
            Dataset all = datasets.open(whole);
            return dataset(all.name(), all.schema(), all.train());
        } catch (DatasetException e) {
            // It is divided already, and refuses to be divided; or it is not sound, which is said again.
            return datasets.open(prepared);
        }
    }

    private static void prepare(String kind, Schema schema, ObjectNode options) {
        if (kind.equals("images") && schema.preparation() instanceof PicturePreparation picture) {
            options.putArray("size").add(picture.height()).add(picture.width());
            options.put("color", picture.channels() == 1 ? "gray" : "rgb");
        }
        if (kind.equals("npz") && !options.has("task")) {
            options.put(
                    "task",
                    switch (schema.targets()) {
                        case Targets.Classes classes -> "classes";
                        case Targets.Values values -> "values";
                    });
        }
        Optional<Standardization> standardization = schema.preparation().standardization();
        if (!kind.equals("images") && !options.has("scale")) {
            float scale = standardization
                    .map(Standardization::scale)
                    .orElse(schema.inputs().scale());
            options.put("scale", (double) scale);
        }
        if (kind.equals("images") || kind.equals("npz")) {
            standardization.ifPresent(by -> {
                by.mean().forEach(options.putArray("mean")::add);
                by.deviation().forEach(options.putArray("deviation")::add);
            });
        }
    }

    /// The dataset, with targets as the model knows them.
    private Dataset like(Dataset data) {
        if (trained.isEmpty()) {
            return data;
        }
        Schema known = trained.get();
        if (!data.schema().inputs().equals(known.inputs())) {
            throw new UserException(model + " was trained with inputs " + said(known.inputs()) + ". Received: "
                    + said(data.schema().inputs()) + " in " + data.name() + ".");
        }
        var schema = new Schema(known.inputs(), known.targets(), data.schema().weighted(), known.preparation());
        return switch (known.targets()) {
            case Targets.Classes classes -> {
                int[] numbers = numbers(data, classes);
                yield dataset(data.name(), schema, new RelabelledExamples(schema, data.test(), numbers, classes));
            }
            case Targets.Values values -> {
                if (!(data.schema().targets() instanceof Targets.Values given)
                        || !given.shape().equals(values.shape())) {
                    throw new UserException(model + " was trained with targets that are values of shape "
                            + values.shape() + ". " + data.name() + " has others.");
                }
                yield dataset(data.name(), schema, data.test());
            }
        };
    }

    private static String said(Schema.Inputs inputs) {
        return inputs.dtype() + " " + inputs.shape() + (inputs.scale() == 1 ? "" : ", scaled by " + inputs.scale());
    }

    /// The numbers that the classes of `data` have for the model: by their names where both have some.
    private int[] numbers(Dataset data, Targets.Classes known) {
        if (!(data.schema().targets() instanceof Targets.Classes given)) {
            throw new UserException(model + " was trained with classes. " + data.name() + " has values as targets.");
        }
        boolean named = !given.names().isEmpty() && !known.names().isEmpty();
        int[] numbers = new int[given.count()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = named ? known.names().indexOf(given.name(i)) : i;
            if (numbers[i] < 0 || numbers[i] >= known.count()) {
                throw new UserException("Class '" + given.name(i) + "' in " + data.name() + " is none that " + model
                        + " knows. Expected: "
                        + (named ? String.join(", ", known.names()) : "0 to " + (known.count() - 1)) + ".");
            }
        }
        return numbers;
    }

    private static Dataset dataset(String name, Schema schema, Examples examples) {
        return new Dataset(name, schema, examples, examples);
    }
}
