package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataDirectoryTest {
    @TempDir
    Path directory;

    @Test
    void shouldFormatOnceAndKeepTheCluster() throws Exception {
        DataDirectory.open(directory).close();
        var cluster = Files.readString(directory.resolve("meta.properties"));
        DataDirectory.open(directory).close();
        assertThat(directory.resolve("meta.properties")).hasContent(cluster);
    }

    @Test
    void shouldFinishAnInterruptedFormat() throws Exception {
        DataDirectory.open(directory).close();
        Files.delete(directory.resolve("meta.properties"));
        try (var again = DataDirectory.open(directory)) {
            assertThat(again.crashed()).isFalse();
            assertThat(directory.resolve("meta.properties")).exists();
        }
    }

    @Test
    void shouldRefuseADirectoryOfSomethingElse() throws Exception {
        Files.writeString(directory.resolve("thesis.txt"), "three years of work");
        assertThatThrownBy(() -> DataDirectory.open(directory))
                .isInstanceOf(BrokerException.class)
                .hasMessageContainingAll(directory.toString(), "thesis.txt");
        assertThat(directory.resolve("meta.properties")).doesNotExist();
    }

    @Test
    void shouldSayThatItCannotBeWritten() throws Exception {
        var file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> DataDirectory.open(file.resolve("broker")))
                .isInstanceOf(BrokerException.class)
                .hasMessageContainingAll("cannot write", file.toString());
    }

    @Test
    void shouldSayThatTheDiskIsFull() {
        assertThatThrownBy(() -> DataDirectory.requireSpace(directory, 3L << 20))
                .isInstanceOf(BrokerException.class)
                .hasMessageContainingAll("full", "needs 64 MiB", "there are 3 MiB");
    }
}
