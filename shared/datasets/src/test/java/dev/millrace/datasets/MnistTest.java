package dev.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTest {
    @TempDir
    private Path folder;

    @Test
    void shouldReadTheBytesThatTheWorldKnows() throws Exception {
        Dataset mnist = new MnistSource(Optional.empty())
                .open(new DataFolders(Optional.of(realMnist()), folder), Progress.none());
        assertThat(mnist.name()).isEqualTo("mnist");
        assertThat(mnist.schema()).isEqualTo(Digits.SCHEMA);
        assertThat(mnist.train().size()).isEqualTo(60_000);
        assertThat(mnist.test().size()).isEqualTo(10_000);

        IdxFolder.write(mnist, folder);
        for (Map.Entry<String, String> file : Mnist.MD5.entrySet()) {
            byte[] digest = MessageDigest.getInstance("MD5").digest(Files.readAllBytes(folder.resolve(file.getKey())));
            assertThat(HexFormat.of().formatHex(digest)).as(file.getKey()).isEqualTo(file.getValue());
        }
    }

    @Test
    void shouldFillTheCacheFromAMirrorOnce() throws IOException {
        Path source = realMnist();
        DataFolders folders = new DataFolders(Optional.empty(), folder);
        Set<String> told = new TreeSet<>();
        try (Mirror mirror = new Mirror()) {
            for (String file : IdxFolder.FILES) {
                mirror.with(file + ".gz", Files.readAllBytes(source.resolve(file + ".gz")));
            }
            Progress progress = (file, received, total) -> told.add(file);
            for (int time = 0; time < 2; time++) {
                assertThat(Mnist.open(folders, List.of(mirror.folder()), progress)
                                .test()
                                .size())
                        .isEqualTo(10_000);
                assertThat(Datasets.hasMnist(folders)).isTrue();
            }
            assertThat(mirror.requests).hasSize(4);
        }
        assertThat(told).hasSize(4);
    }

    @Test
    void shouldSayWhichFilesToPutWhereThereIsNoNetwork() throws IOException {
        DataFolders folders = new DataFolders(Optional.empty(), folder);
        try (Mirror empty = new Mirror()) {
            assertThatThrownBy(() -> Mnist.open(folders, List.of(empty.folder()), Progress.none()))
                    .isInstanceOf(DatasetException.class)
                    .hasMessageContaining("HTTP status 404")
                    .hasMessageContaining("into " + folder.resolve("mnist"))
                    .hasMessageContaining("--data DIR")
                    .hasMessageContainingAll(IdxFolder.FILES.toArray(String[]::new));
        }
    }

    /// A folder with MNIST: the one that the environment names, or `shared/data` beside the project.
    private static Path realMnist() {
        Path beside = Path.of("../../../shared/data/mnist").toAbsolutePath().normalize();
        Optional<Path> named = DataFolders.of(Optional.empty()).data();
        Optional<Path> found = Stream.concat(
                        named.stream().flatMap(data -> Stream.of(data, data.resolve("mnist"))), Stream.of(beside))
                .filter(candidate -> IdxFolder.missing(candidate).isEmpty())
                .findFirst();
        String reason = "Skipped: MNIST is neither in " + beside + " nor where " + DataFolders.DATA_VARIABLE + " says.";
        if (found.isEmpty()) {
            System.out.println(reason);
        }
        assumeTrue(found.isPresent(), reason);
        return found.orElseThrow();
    }
}
