package dev.millrace.runfile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.Datasets;
import dev.millrace.nn.Shape;
import dev.millrace.nn.Shown;
import java.nio.file.Path;
import java.util.Optional;

/// The dataset of a run: how it is described, and what is known of it before it is opened.
public final class RunDataset {
    private RunDataset() {}

    /// The description of a dataset that is named alone.
    ///
    /// @param data folder with its files; empty: where they are usually kept
    public static JsonNode named(String name, String data) {
        JsonNode description = Datasets.named(name);
        if (!data.isEmpty() && description.get(name) instanceof ObjectNode options) {
            options.put("folder", data);
        }
        return description;
    }

    /// Paths that are relative to nothing, in a run that came without a folder.
    ///
    /// @throws dev.millrace.datasets.DatasetException if something that should be a path cannot be one
    static void checkPaths(RunFile run, Problems problems) {
        run.dataset().ifPresent(description -> {
            JsonNode resolved = Datasets.resolve(description, Path.of("/"));
            // Of a dataset that is named alone, the folder is said beside it.
            checkPaths(run.source().has("data") ? "data" : "", "dataset", description, resolved, problems);
        });
    }

    private static void checkPaths(String said, String path, JsonNode given, JsonNode resolved, Problems problems) {
        if (given.isTextual()
                && !given.equals(resolved)
                && !Path.of(given.textValue()).isAbsolute()) {
            problems.check(said.isEmpty() ? path : said, () -> {
                throw new DatasetException("A path is absolute here, on the machine where the data-loader runs: a"
                        + " request has no folder that one could be relative to. Received: "
                        + Shown.of(given.textValue()) + ".");
            });
        }
        for (var entry : given.properties()) {
            String key = entry.getKey();
            checkPaths(said, path + "." + key, entry.getValue(), resolved.path(key), problems);
        }
        for (int i = 0; given.isArray() && i < given.size(); i++) {
            checkPaths(said, path + "[" + i + "]", given.path(i), resolved.path(i), problems);
        }
    }

    /// The shape of one input, where it is known before the dataset is opened.
    static Optional<Shape> shapeOf(JsonNode description) {
        return switch (Datasets.kind(description)) {
            case "mnist", "digits" -> Optional.of(Shape.of(28, 28));
            default -> Optional.empty();
        };
    }
}
