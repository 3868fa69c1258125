package dev.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DataFoldersTest {
    private static final Path HOME = Path.of("/home/ada");

    @Test
    void shouldKeepDownloadsInTheUsersCache() {
        DataFolders folders = DataFolders.of(Optional.empty(), Map.of(), HOME);
        assertThat(folders.data()).isEmpty();
        assertThat(folders.cache()).isEqualTo(Path.of("/home/ada/.cache/millrace/datasets"));
    }

    @Test
    void shouldFollowTheEnvironment() {
        DataFolders folders = DataFolders.of(
                Optional.empty(), Map.of("MILLRACE_DATA", "/data", "XDG_CACHE_HOME", "/var/cache"), HOME);
        assertThat(folders.data()).contains(Path.of("/data"));
        assertThat(folders.cache()).isEqualTo(Path.of("/var/cache/millrace/datasets"));
    }

    @Test
    void shouldPreferTheFolderThatIsGiven() {
        DataFolders folders = DataFolders.of(Optional.of(Path.of("mine")), Map.of("MILLRACE_DATA", "/data"), HOME);
        assertThat(folders.data()).contains(Path.of("mine"));
    }

    @Test
    void shouldIgnoreEmptyVariablesAndARelativeCache() {
        DataFolders folders =
                DataFolders.of(Optional.empty(), Map.of("MILLRACE_DATA", "", "XDG_CACHE_HOME", "cache"), HOME);
        assertThat(folders).isEqualTo(DataFolders.of(Optional.empty(), Map.of(), HOME));
    }

    /// So it is with a name beyond ASCII in the locale C, too.
    @Test
    void shouldSayThatAVariableIsNoPath() {
        assertThatThrownBy(() -> DataFolders.of(Optional.empty(), Map.of("MILLRACE_DATA", "a\0b"), HOME))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith("MILLRACE_DATA names no folder that can be: ")
                .hasMessageContaining("LC_ALL=C.UTF-8");
    }
}
