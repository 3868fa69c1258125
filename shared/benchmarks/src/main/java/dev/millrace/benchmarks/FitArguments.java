package dev.millrace.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.Progress;
import dev.millrace.wire.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a child process that trains is told, and how it answers.
record FitArguments(Path folder, Setting setting, int epochs, int seed) {
    static FitArguments of(String... args) {
        return new FitArguments(
                Path.of(args[0]),
                new Setting(Integer.parseInt(args[1]), args[2], args[5]),
                Integer.parseInt(args[3]),
                Integer.parseInt(args[4]));
    }

    /// As `of` reads them.
    List<String> list() {
        return List.of(
                folder.toString(),
                String.valueOf(setting.batchSize()),
                setting.optimizer(),
                String.valueOf(epochs),
                String.valueOf(seed),
                setting.network());
    }

    Dataset dataset() {
        return Datasets.source(description()).open(DataFolders.of(Optional.empty()), Progress.none());
    }

    JsonNode description() {
        ObjectNode description = JsonNodeFactory.instance.objectNode();
        description.putObject("mnist").put("folder", folder.toString());
        return description;
    }

    static void epoch(double seconds) {
        say(Map.of("seconds", seconds));
    }

    static void end(Map<String, Double> test, Map<String, String> versions) {
        say(Map.of("test", test, "versions", versions));
    }

    private static void say(Object line) {
        System.out.println(new String(Json.encode(line), StandardCharsets.UTF_8));
    }
}
