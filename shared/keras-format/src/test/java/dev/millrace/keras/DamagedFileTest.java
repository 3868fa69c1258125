package dev.millrace.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.optimizer.Adam;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DamagedFileTest {
    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "model.weights.h5";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("model.keras");
        KerasFile.write(file, Models.trained(new Adam()));
    }

    @Test
    void shouldSayThatThereIsNoFile() {
        assertThatThrownBy(() -> KerasFile.read(folder.resolve("none.keras")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("none.keras");
    }

    @Test
    void shouldRefuseEveryFileThatIsCutShort() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length += 97) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> KerasFile.read(file))
                    .as("cut to %d bytes", length)
                    .isInstanceOf(KerasFileException.class)
                    .hasMessageStartingWith(file + " is no .keras file of Keras 3, which is a zip");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldFindAFlippedByteInTheWeights(long seed) throws IOException {
        byte[] whole = Files.readAllBytes(file);
        int weights = indexOf(whole, "\u0089HDF");
        var random = new SplittableRandom(seed);
        int flipped = weights + random.nextInt(4_000);
        whole[flipped] ^= (byte) (1 + random.nextInt(255));
        Files.write(file, whole);

        assertThatThrownBy(() -> KerasFile.read(file))
                .as("seed %d", seed)
                .isInstanceOf(KerasFileException.class)
                .hasMessageContaining("'model.weights.h5' is damaged: its checksum is ");
    }

    /// Whatever bytes come, with a checksum that fits them: the answer is a model or one kind of exception.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldSurviveDamagedHdf5(long seed) throws IOException {
        byte[] weights = Objects.requireNonNull(entries(file).get(WEIGHTS));
        TrainedModel trained = Models.trained(new Adam());
        var random = new SplittableRandom(seed);
        for (int round = 0; round < 100; round++) {
            byte[] damaged = weights.clone();
            for (int i = 0; i < 1 + round / 10; i++) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
            }
            Path h5 = Files.write(folder.resolve("damaged.weights.h5"), damaged);
            try {
                WeightsFile.read(h5, trained.model(), trained.compile());
            } catch (KerasFileException e) {
                assertThat(e).as("seed %d, round %d", seed, round).hasMessageStartingWith(h5.toString());
            }
        }
    }

    @Test
    void shouldNameAMissingEntryAndWhatIsThere() throws IOException {
        rewrite(Map.of(CONFIG, entries(file).get(CONFIG), "model.weights.npz", new byte[1]));

        assertThatThrownBy(() -> KerasFile.read(file))
                .isInstanceOf(KerasFileException.class)
                .hasMessageContaining("model.keras: 'model.weights.h5' is missing")
                .hasMessageContaining("model.weights.npz");
    }

    @Test
    void shouldReadDeflatedEntries() throws IOException {
        rewrite(entries(file));

        assertThatCode(() -> KerasFile.read(file)).doesNotThrowAnyException();
    }

    @Test
    void shouldStopReadingWeightsThatAreLargerThanTheModel() throws IOException {
        Map<String, byte[]> entries = entries(file);
        entries.put(WEIGHTS, new byte[8 << 20]);
        rewrite(entries);

        assertThat(Files.size(file)).isLessThan(100_000);
        assertThatThrownBy(() -> KerasFile.read(file))
                .isInstanceOf(KerasFileException.class)
                .hasMessageContaining("'model.weights.h5' is larger than the ")
                .hasMessageContaining("that the model in config.json can need");
    }

    @Test
    void shouldRefuseAnotherFormatUnderThisName() throws IOException {
        Files.writeString(file, "no zip at all");

        assertThatThrownBy(() -> KerasFile.read(file))
                .isInstanceOf(KerasFileException.class)
                .hasMessageContaining("model.keras is no .keras file of Keras 3");
    }

    @Test
    void shouldRefuseAConfigThatIsNoJson() throws IOException {
        Map<String, byte[]> entries = entries(file);
        entries.put(CONFIG, "{".getBytes(StandardCharsets.UTF_8));
        rewrite(entries);

        assertThatThrownBy(() -> KerasFile.read(file))
                .isInstanceOf(KerasFileException.class)
                .hasMessageContaining("model.keras: config.json is no JSON: Unexpected end-of-input");
    }

    @Test
    void shouldNameALayerThatItDoesNotHave() throws IOException {
        Map<String, byte[]> entries = entries(file);
        String config = new String(entries.get(CONFIG), StandardCharsets.UTF_8);
        entries.put(CONFIG, config.replace("\"Dense\"", "\"EinsumDense\"").getBytes(StandardCharsets.UTF_8));
        rewrite(entries);

        assertThatThrownBy(() -> KerasFile.read(file))
                .isInstanceOf(KerasFileException.class)
                .hasCauseInstanceOf(DescriptionException.class)
                .hasMessageContaining(
                        "model.keras: config.json: layers[1]: Keras's layer 'EinsumDense' is not supported yet");
    }

    @Test
    void shouldNameAVariableOfAnotherShape() throws IOException {
        Map<String, byte[]> entries = entries(file);
        String config = new String(entries.get(CONFIG), StandardCharsets.UTF_8);
        entries.put(CONFIG, config.replace("\"units\":8", "\"units\":9").getBytes(StandardCharsets.UTF_8));
        rewrite(entries);

        assertThatThrownBy(() -> KerasFile.read(file))
                .isInstanceOf(KerasFileException.class)
                .hasMessageContaining("model.keras: model.weights.h5: /layers/dense/vars/0 is float (4, 8). "
                        + "Expected: float (4, 9) for 'hidden/kernel'.");
    }

    @Test
    void shouldNameTheLayersOfAnotherModel() throws IOException {
        Path weights = Golden.file("nadam.weights.h5");

        assertThatThrownBy(() -> WeightsFile.read(weights, Models.small(), Optional.empty()))
                .isInstanceOf(KerasFileException.class)
                .hasMessageContaining("holds the weights of another model. Found layers: [dense, dense_1]. "
                        + "Expected: [dense, dense_1, dense_2].");
    }

    private void rewrite(Map<String, byte[]> entries) throws IOException {
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (var entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
    }

    private static Map<String, byte[]> entries(Path file) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (InputStream stream = Files.newInputStream(file);
                var zip = new ZipInputStream(stream)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        return entries;
    }

    private static int indexOf(byte[] bytes, String latin) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(latin);
    }
}
