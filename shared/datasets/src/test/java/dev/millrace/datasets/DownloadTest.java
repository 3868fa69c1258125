package dev.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {
    private static final String FILE = "numbers.gz";
    private static final int CUT = 100_000;

    @TempDir
    private Path folder;

    private Mirror first;
    private Mirror second;
    private byte[] zipped;
    private String md5;

    @BeforeEach
    void start() throws IOException, NoSuchAlgorithmException {
        byte[] content = new byte[300_000];
        new SplittableRandom(1).nextBytes(content);
        zipped = Gzip.of(content);
        md5 = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
        first = new Mirror();
        second = new Mirror();
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    @Test
    void shouldFetchAFileAndTellHowFarItIs() throws IOException {
        first.with(FILE, zipped);
        List<Long> received = new ArrayList<>();
        try (Download download = new Download(List.of(first.folder()), (file, bytes, total) -> {
            assertThat(file).isEqualTo(FILE);
            assertThat(total).isEqualTo(zipped.length);
            received.add(bytes);
        })) {
            download.fetch(FILE, md5, folder);
        }
        shouldHaveArrived();
        assertThat(received).isSorted().endsWith((long) zipped.length);
    }

    @Test
    void shouldGoOnWhereTheConnectionWasCut() throws IOException {
        first.with(FILE, zipped).cutting(FILE, CUT);
        fetch(Duration.ofSeconds(30), first);
        shouldHaveArrived();
        assertThat(first.requests).containsExactly(FILE, FILE + " bytes=" + CUT + "-");
    }

    @Test
    void shouldGoOnWhereAServerFellSilent() throws IOException {
        first.with(FILE, zipped).cutting(FILE, CUT).fallingSilent();
        fetch(Duration.ofMillis(500), first);
        shouldHaveArrived();
        assertThat(first.requests).containsExactly(FILE, FILE + " bytes=" + CUT + "-");
    }

    @Test
    void shouldGoOnWhereAnEarlierProcessEnded() throws IOException {
        Files.write(folder.resolve(FILE + ".part"), zipped);
        first.with(FILE, zipped);
        fetch(Duration.ofSeconds(30), first);
        shouldHaveArrived();
        assertThat(first.requests).containsExactly(FILE + " bytes=" + zipped.length + "-");
    }

    @Test
    void shouldStartAfreshWhereWhatWasThereIsOfAnotherFile() throws IOException {
        Files.write(folder.resolve(FILE + ".part"), new byte[CUT]);
        first.with(FILE, zipped);
        fetch(Duration.ofSeconds(30), first);
        shouldHaveArrived();
        assertThat(first.requests).containsExactly(FILE + " bytes=" + CUT + "-", FILE);
    }

    @Test
    void shouldTurnToTheNextMirrorWhereTheChecksumIsWrong() throws IOException {
        first.with(FILE, Gzip.of(new byte[10]));
        second.with(FILE, zipped);
        fetch(Duration.ofSeconds(30), first, second);
        shouldHaveArrived();
        assertThat(first.requests).containsExactly(FILE);
    }

    @Test
    void shouldSayWhatEachMirrorDid() throws IOException {
        byte[] damaged = zipped.clone();
        damaged[zipped.length - 5] ^= 1;
        first.with(FILE, damaged);
        URI nobody;
        try (Mirror gone = new Mirror()) {
            nobody = gone.folder();
        }
        try (Download download = new Download(List.of(first.folder(), second.folder(), nobody), Progress.none())) {
            assertThatThrownBy(() -> download.fetch(FILE, md5, folder))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(first.folder() + FILE + " has MD5 none, as it is damaged")
                    .hasMessageContaining("expected " + md5)
                    .hasMessageContaining(second.folder() + FILE + ": java.io.IOException: HTTP status 404")
                    .hasMessageContaining(nobody + FILE + ": java.net.ConnectException");
        }
        assertThat(folder).isEmptyDirectory();
    }

    private void fetch(Duration patience, Mirror... mirrors) throws IOException {
        List<URI> folders = Stream.of(mirrors).map(Mirror::folder).toList();
        try (Download download = new Download(folders, Progress.none(), patience)) {
            download.fetch(FILE, md5, folder);
        }
    }

    private void shouldHaveArrived() {
        assertThat(folder.resolve(FILE)).hasBinaryContent(zipped);
        assertThat(folder.resolve(FILE + ".part")).doesNotExist();
    }
}
