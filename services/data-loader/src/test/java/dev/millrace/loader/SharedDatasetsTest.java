package dev.millrace.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.Datasets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedDatasetsTest {
    private final List<String> opened = new ArrayList<>();

    private final SharedDatasets datasets = new SharedDatasets(description -> {
        opened.add(description.toString());
        if (Datasets.kind(description).equals("damaged")) {
            throw new DatasetException("damaged");
        }
        return Plans.dataset(10, 10);
    });

    @Test
    void shouldOpenADatasetOnceForAllRunsThatHoldIt() {
        var first = datasets.open(Datasets.named("digits"));

        assertThat(datasets.open(Datasets.named("digits"))).isSameAs(first);
        assertThat(opened).containsExactly("{\"digits\":{}}");
    }

    @Test
    void shouldOpenTheSameKindWithOtherOptionsAnew() {
        var first = datasets.open(idx("/a"));

        assertThat(datasets.open(idx("/b"))).isNotSameAs(first);
        assertThat(opened).containsExactly("{\"idx\":{\"folder\":\"/a\"}}", "{\"idx\":{\"folder\":\"/b\"}}");
    }

    @Test
    void shouldOpenFilesAnewThatHaveChanged(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), "1");
        ObjectNode description = JsonNodeFactory.instance.objectNode();
        description.putObject("csv").put("file", file.toString());
        var first = datasets.open(description);
        assertThat(datasets.open(description)).isSameAs(first);

        Files.writeString(file, "22");
        assertThat(datasets.open(description)).isNotSameAs(first);
    }

    @Test
    void shouldOpenAQueryAnewWhoseFilesHaveChanged(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), "1");
        ObjectNode description = JsonNodeFactory.instance.objectNode();
        description.putObject("query").putObject("files").put("a", file.toString());
        var first = datasets.open(description);
        assertThat(datasets.open(description)).isSameAs(first);

        Files.writeString(file, "22");
        assertThat(datasets.open(description)).isNotSameAs(first);
    }

    private static JsonNode idx(String folder) {
        ObjectNode description = JsonNodeFactory.instance.objectNode();
        description.putObject("idx").put("folder", folder);
        return description;
    }

    @Test
    void shouldTryAgainWhatCouldNotBeOpened() {
        assertThatThrownBy(() -> datasets.open(Datasets.named("damaged"))).isInstanceOf(DatasetException.class);
        assertThatThrownBy(() -> datasets.open(Datasets.named("damaged"))).isInstanceOf(DatasetException.class);

        assertThat(opened).hasSize(2);
    }
}
