package dev.millrace.standalone.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.standalone.export.EventFileReader.Scalar;
import dev.millrace.wire.Metric;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Split;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class TensorBoardSinkTest {
    private static final Instant BEGIN = Instant.parse("2026-11-24T14:15:00.250Z");
    private static final RunRequested RUN = Facts.request("digits-1", BEGIN);

    private final Path folder;

    TensorBoardSinkTest(@TempDir Path folder) {
        this.folder = folder;
    }

    /// The value that tensorboard/data/server/masked_crc.rs expects; and that of RFC 3720 before it is masked.
    @Test
    void shouldMaskCheckValuesAsTensorFlowDoes() {
        byte[] zeros = new byte[32];
        assertThat(EventFileReader.crc(ByteBuffer.wrap(zeros), 32)).isEqualTo(0x8a9136aa);
        assertThat(MaskedCrc.of(zeros, 0, 32)).isEqualTo(EventFileReader.masked(0x8a9136aa));
        byte[] text = "\u0018CRC test, one two".getBytes(StandardCharsets.UTF_8);
        assertThat(MaskedCrc.of(text, 0, text.length))
                .isEqualTo(EventFileReader.masked(EventFileReader.crc(ByteBuffer.wrap(text), text.length)));
    }

    @Test
    void shouldWriteOneFileForEachSplit() {
        try (var sink = new TensorBoardSink(folder, RUN)) {
            sink.add(step(Split.TRAINING, 6, 0.5));
            sink.add(step(Split.TRAINING, 300, 0.25));
            sink.add(step(Split.VALIDATION, 600, 0.75));
            sink.add(Point.ofEpoch(Split.TRAINING, 1, 600, BEGIN, Map.of("loss", 0.125)));
            sink.add(step(Split.TEST, 600, 2.0));
        }
        assertThat(read("train").version()).isEqualTo("brain.Event:2");
        double time = BEGIN.toEpochMilli() / 1000.0;
        assertThat(read("train").scalars())
                .containsExactly(
                        new Scalar(time + 6, 6, "accuracy", 0.5f),
                        new Scalar(time + 6, 6, "loss", 1),
                        new Scalar(time + 300, 300, "accuracy", 0.25f),
                        new Scalar(time + 300, 300, "loss", 1),
                        new Scalar(time, 1, "epoch_loss", 0.125f));
        assertThat(read("validation").scalars()).extracting(Scalar::step).containsExactly(600L, 600L);
        assertThat(read("test").scalars()).extracting(Scalar::value).containsExactly(2f, 1f);
    }

    @Test
    void shouldAddToAFileOnlyWhatItDoesNotHave() throws IOException {
        export(100);
        byte[] once = Files.readAllBytes(file("train"));
        export(100);
        assertThat(Files.readAllBytes(file("train"))).isEqualTo(once);
        export(150);
        assertThat(read("train").scalars()).extracting(Scalar::step).doesNotHaveDuplicates();
        assertThat(read("train").scalars()).hasSize(150);
    }

    /// Wherever an export was killed: in the length, in the check values, in the data, between two records.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 11, 12, 20, 30, 40, 43, 44, 45, 60, 80, 100, 500})
    void shouldGoOnBehindTheLastWholeRecord(int kept) throws IOException {
        export(20);
        byte[] whole = Files.readAllBytes(file("train"));
        try (var channel = FileChannel.open(file("train"), StandardOpenOption.WRITE)) {
            channel.truncate(kept);
        }
        export(20);
        assertThat(Files.readAllBytes(file("train"))).isEqualTo(whole);
    }

    @Test
    void shouldWriteAnewWhatIsDamaged() throws IOException {
        export(20);
        byte[] whole = Files.readAllBytes(file("train"));
        byte[] damaged = whole.clone();
        damaged[200] ^= 4;
        Files.write(file("train"), damaged);
        export(20);
        assertThat(Files.readAllBytes(file("train"))).isEqualTo(whole);
    }

    private void export(int points) {
        try (var sink = new TensorBoardSink(folder, RUN)) {
            IntStream.rangeClosed(1, points)
                    .mapToObj(i -> new Point(
                            Split.TRAINING, Point.Kind.STEP, 0, i, BEGIN, new TreeMap<>(Map.of("loss", 1.0 / i))))
                    .forEach(sink::add);
        }
    }

    private static Point step(Split split, long step, double accuracy) {
        Map<String, Double> values = Map.of("accuracy", accuracy, "loss", 1.0);
        return Point.of(new Metric("digits-1", split, 0, step, values, BEGIN.plusSeconds(step)));
    }

    private EventFileReader read(String split) {
        return EventFileReader.read(file(split));
    }

    private Path file(String split) {
        try (Stream<Path> files = Files.list(folder.resolve("digits-1").resolve(split))) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            assertThat(all.getFirst().getFileName().toString()).startsWith("events.out.tfevents.");
            return all.getFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
