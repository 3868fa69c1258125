package dev.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.nn.DescriptionException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetsTest {
    @TempDir
    private Path folder;

    @Test
    void shouldNameTheNearestKindWhereThereIsNone() {
        assertThatThrownBy(() -> Datasets.source(Datasets.named("mnits")))
                .isInstanceOf(DescriptionException.class)
                .hasMessageStartingWith("Unknown dataset: 'mnits'. Did you mean 'mnist'? Known: ")
                .hasMessageContainingAll(Datasets.kinds().toArray(String[]::new));
    }

    @Test
    void shouldRefuseAnOptionThatTheKindDoesNotHave() {
        assertThatThrownBy(() -> Datasets.source(json("{'mnist': {'foldr': 'here'}}")))
                .isInstanceOf(DescriptionException.class)
                .hasMessage("Unknown option of 'mnist': 'foldr'. Did you mean 'folder'? Known: folder.");
    }

    @Test
    void shouldRefuseWhatIsNoDescription() {
        for (String text : new String[] {"{}", "'mnist'", "{'mnist': {}, 'digits': {}}", "[]"}) {
            assertThatThrownBy(() -> Datasets.source(json(text)))
                    .isInstanceOf(DatasetException.class)
                    .hasMessageContaining("kind and the kind's options")
                    .hasMessageEndingWith("Received: " + json(text));
        }
        assertThatThrownBy(() -> Datasets.source(json("{'mnist': 'here'}")))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("The options of 'mnist' are an object")
                .hasMessageEndingWith("Received: \"here\"");
        assertThatThrownBy(() -> Datasets.source(json("{'mnist': {'folder': 3}}")))
                .isInstanceOf(DatasetException.class)
                .hasMessage("Option 'folder' of 'mnist' is a text. Received: 3");
        assertThatThrownBy(() -> Datasets.source(json("{'idx': {}}")))
                .isInstanceOf(DatasetException.class)
                .hasMessage("Option 'folder' of 'idx' is missing.");
    }

    @Test
    void shouldFindPathsBesideTheDescription() {
        Path beside = folder.resolve("run");
        assertThat(Datasets.resolve(json("{'mnist': {'folder': '../data'}}"), beside))
                .isEqualTo(json("{'mnist': {'folder': '" + folder.resolve("data") + "'}}"));
        assertThat(Datasets.resolve(json("{'mnist': {'folder': '" + folder + "'}}"), beside))
                .isEqualTo(json("{'mnist': {'folder': '" + folder + "'}}"));
        assertThat(Datasets.resolve(json("{'query': {'sql': 'a', 'files': ['b', 'c/d']}}"), folder))
                .isEqualTo(json("{'query': {'sql': 'a', 'files': ['" + folder.resolve("b") + "', '"
                        + folder.resolve("c").resolve("d") + "']}}"));
        assertThatThrownBy(() -> Datasets.resolve(json("{'mnist': {'folder': 'a\\u0000b'}}"), folder))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith("Option 'folder' is a path.");
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void shouldKnowWhatNeedsNoDownload() {
        DataFolders empty = new DataFolders(Optional.empty(), folder);
        assertThat(Datasets.hasMnist(empty)).isFalse();

        IdxFolder.write(Digits.draw(20, 10, 0), folder.resolve("mnist"));
        assertThat(Datasets.hasMnist(empty)).isTrue();
    }

    @Test
    void shouldReadTheFolderGivenOrItsSubfolder() {
        IdxFolder.write(Digits.draw(20, 10, 0), folder.resolve("mnist"));
        for (Path given : new Path[] {folder, folder.resolve("mnist")}) {
            DataFolders folders = new DataFolders(Optional.of(given), folder.resolve("cache"));
            assertThat(Datasets.hasMnist(folders)).isTrue();
            assertThat(Datasets.source(Datasets.named("mnist"))
                            .open(folders, Progress.none())
                            .train()
                            .size())
                    .isEqualTo(20);
        }
    }

    @Test
    void shouldNotDownloadWhereAFolderIsGiven() {
        DataFolders folders = new DataFolders(Optional.of(folder), folder.resolve("cache"));
        assertThat(Datasets.hasMnist(folders)).isFalse();
        assertThatThrownBy(() -> Datasets.source(Datasets.named("mnist")).open(folders, Progress.none()))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("missing in " + folder)
                .hasMessageContaining("--data DIR")
                .hasMessageContainingAll(IdxFolder.FILES.toArray(String[]::new));
        assertThat(folder).isEmptyDirectory();
    }
}
