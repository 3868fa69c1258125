package dev.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.nn.DescriptionException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetsTest {
    @TempDir
    private Path folder;

    @Test
    void shouldNameTheNearestDatasetWhereThereIsNone() {
        DataFolders folders = new DataFolders(Optional.empty(), folder);
        assertThatThrownBy(() -> Datasets.open("mnits", folders, Progress.none()))
                .isInstanceOf(DescriptionException.class)
                .hasMessage("Unknown dataset: 'mnits'. Did you mean 'mnist'? Known: digits, mnist.");
        assertThatThrownBy(() -> Datasets.availableAtOnce("mnits", folders)).isInstanceOf(DescriptionException.class);
        assertThat(Datasets.names()).allSatisfy(name -> Datasets.availableAtOnce(name, folders));
    }

    @Test
    void shouldKnowWhatNeedsNoDownload() {
        DataFolders empty = new DataFolders(Optional.empty(), folder);
        assertThat(Datasets.availableAtOnce("digits", empty)).isTrue();
        assertThat(Datasets.availableAtOnce("mnist", empty)).isFalse();

        IdxFolder.write(Digits.draw(20, 10, 0), folder.resolve("mnist"));
        assertThat(Datasets.availableAtOnce("mnist", empty)).isTrue();
    }

    @Test
    void shouldReadTheFolderGivenOrItsSubfolder() {
        IdxFolder.write(Digits.draw(20, 10, 0), folder.resolve("mnist"));
        for (Path given : new Path[] {folder, folder.resolve("mnist")}) {
            DataFolders folders = new DataFolders(Optional.of(given), folder.resolve("cache"));
            assertThat(Datasets.availableAtOnce("mnist", folders)).isTrue();
            assertThat(Datasets.open("mnist", folders, Progress.none()).train().size())
                    .isEqualTo(20);
        }
    }

    @Test
    void shouldNotDownloadWhereAFolderIsGiven() {
        DataFolders folders = new DataFolders(Optional.of(folder), folder.resolve("cache"));
        assertThat(Datasets.availableAtOnce("mnist", folders)).isFalse();
        assertThatThrownBy(() -> Datasets.open("mnist", folders, Progress.none()))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("missing in " + folder)
                .hasMessageContaining("--data DIR")
                .hasMessageContainingAll(IdxFolder.FILES.toArray(String[]::new));
        assertThat(folder).isEmptyDirectory();
    }
}
