package dev.millrace.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.layer.Rescaling;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.Adam;
import dev.millrace.nn.optimizer.Nadam;
import dev.millrace.nn.optimizer.SGD;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KerasFileTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-24T01:02:03Z"), ZoneOffset.UTC);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sgd",
                "sgd_momentum",
                "rmsprop",
                "rmsprop_centered",
                "adam",
                "adam_amsgrad",
                "adagrad",
                "adadelta",
                "adamax",
                "nadam"
            })
    void shouldReadWhatKerasHasTrained(String name) throws IOException {
        JsonNode golden = Golden.values().get(name);
        JsonNode state = golden.get("optimizer");

        TrainedModel trained = KerasFile.read(Golden.file(name + ".keras"));

        Optimizer optimizer = trained.compile().orElseThrow().optimizer();
        assertThat(optimizer.className()).isEqualTo(state.get("class_name").asText());
        assertThat((float) optimizer.learningRate().at(0))
                .isEqualTo(state.get("learning_rate").floatValue());
        assertThat(Golden.of(trained.weights())).isEqualTo(Golden.of(golden.get("weights")));
        assertThat(trained.optimizer().orElseThrow().iterations())
                .isEqualTo(state.get("iterations").asLong());
        assertThat(Golden.of(trained.optimizer().orElseThrow().slots())).isEqualTo(Golden.of(state.get("slots")));
    }

    @Test
    void shouldKeepFurtherMetadataBesideKerasOwn() throws IOException {
        Path file = folder.resolve("model.keras");
        TrainedModel trained = KerasFile.read(Golden.file("adam.keras"));
        JsonNode said = new ObjectMapper().readTree("{\"data\": {\"names\": [\"Größe\", \"\\u0007\"]}}");

        KerasFile.write(file, trained, Map.of("millrace", said, "keras_version", said), CLOCK);

        assertThat(KerasFile.metadata(file, "millrace")).contains(said);
        assertThat(KerasFile.metadata(file, "keras_version").orElseThrow().asText())
                .isEqualTo("3.15.1");
        assertThat(KerasFile.metadata(file, "other")).isEmpty();
        assertThat(Golden.of(KerasFile.read(file).weights())).isEqualTo(Golden.of(trained.weights()));
    }

    @Test
    void shouldFindNoFurtherMetadataInAFileOfKeras() throws IOException {
        assertThat(KerasFile.metadata(Golden.file("adam.keras"), "millrace")).isEmpty();
    }

    @Test
    void shouldReadAModelThatKerasHasNotCompiled() throws IOException {
        TrainedModel trained = KerasFile.read(Golden.file("uncompiled.keras"));

        assertThat(trained.compile()).isEmpty();
        assertThat(trained.optimizer()).isEmpty();
        assertThat(Golden.of(trained.weights()))
                .isEqualTo(Golden.of(Golden.values().get("uncompiled").get("weights")));
    }

    @Test
    void shouldReadAModelThatKerasHasCompiledAndNotTrained() throws IOException {
        TrainedModel trained = KerasFile.read(Golden.file("fresh.keras"));

        assertThat(trained.compile()).isPresent();
        assertThat(trained.optimizer()).isEmpty();
        assertThat(Golden.of(trained.weights()))
                .isEqualTo(Golden.of(Golden.values().get("fresh").get("weights")));
    }

    @ParameterizedTest
    @MethodSource("dev.millrace.keras.Models#optimizers")
    void shouldReadWhatItWrote(Optimizer optimizer) throws IOException {
        TrainedModel trained = Models.trained(optimizer);

        assertSame(KerasFile.read(written(trained)), trained);
    }

    @ParameterizedTest
    @MethodSource("dev.millrace.keras.KerasJsonTest#losses")
    void shouldReadTheLossAndTheMetricsThatItWrote(Loss loss) throws IOException {
        TrainedModel trained = Models.trained(new Adam());
        var compile = new Compile(
                new Adam(),
                loss,
                List.of(Metrics.of("mae"), Metrics.of("r2_score").withName("r2")),
                List.of(Metrics.of("root_mean_squared_error")));
        var other = new TrainedModel(trained.model(), Optional.of(compile), trained.weights(), trained.optimizer());

        Path file = written(other);

        assertSame(KerasFile.read(file), other);
        InferenceModel toScore = KerasFile.readForInference(file);
        assertThat(toScore.leftOut()).isEmpty();
        assertThat(toScore.toScore().compile().orElseThrow()).isEqualTo(compile.withOptimizer(new SGD()));
    }

    /// Keras made the file with `make_rescaled.py`: its scales are a number, a list and an array of NumPy.
    @Test
    void shouldReadAndWriteAModelWithRescaling() throws IOException {
        TrainedModel trained = KerasFile.read(Golden.file("rescaled.keras"));

        assertThat(trained.model().layers())
                .contains(
                        new Rescaling("pixels", List.of(1 / 255.0), List.of(0.0)),
                        new Rescaling("rescaling", List.of(2.0, 30.0), List.of(-1.0, 50.0)));
        assertThat(trained.weights()).hasSize(4);
        assertThat(trained.optimizer().orElseThrow().iterations()).isEqualTo(2);
        assertSame(KerasFile.read(written(trained)), trained);
    }

    @Test
    void shouldReadAnUncompiledModelThatItWrote() throws IOException {
        assertSame(KerasFile.read(written(Models.uncompiled())), Models.uncompiled());
    }

    @Test
    void shouldReadAModelWithoutOptimizerStateThatItWrote() throws IOException {
        TrainedModel trained = Models.trained(new Adam());
        var weightsOnly = new TrainedModel(trained.model(), trained.compile(), trained.weights(), Optional.empty());

        assertSame(KerasFile.read(written(weightsOnly)), weightsOnly);
    }

    @Test
    void shouldWriteTheSameBytesForTheSameModelAndTime() throws IOException {
        byte[] first = Files.readAllBytes(written(Models.trained(new Nadam())));
        byte[] second = Files.readAllBytes(written(Models.trained(new Nadam())));

        assertThat(second).isEqualTo(first);
    }

    @Test
    void shouldWriteTheEntriesThatKerasWrites() throws IOException {
        try (var zip = new ZipFile(written(Models.uncompiled()).toFile())) {
            List<? extends ZipEntry> entries = Collections.list(zip.entries());
            assertThat(entries)
                    .extracting(ZipEntry::getName)
                    .containsExactly("metadata.json", "config.json", "model.weights.h5");
            assertThat(entries).extracting(ZipEntry::getMethod).containsOnly(ZipEntry.STORED);
            assertThat(entries).extracting(ZipEntry::getExtra).containsOnlyNulls();
            JsonNode metadata = Golden.JSON.readTree(zip.getInputStream(entries.getFirst()));
            assertThat(metadata)
                    .isEqualTo(Golden.json("{'keras_version': '3.15.1', 'date_saved': '2026-11-24@01:02:03'}"));
        }
    }

    @Test
    void shouldLeaveNothingBesideTheFile() throws IOException {
        Path file = written(Models.uncompiled());
        written(Models.trained(new Adam()));

        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void shouldLeaveWhatWasThereWhenItCannotWrite() throws IOException {
        Path occupied = Files.createDirectory(folder.resolve("model.keras"));
        Path inside = Files.writeString(occupied.resolve("precious"), "kept");

        assertThatThrownBy(() -> KerasFile.write(occupied, Models.uncompiled(), CLOCK))
                .isInstanceOf(IOException.class);

        assertThat(inside).hasContent("kept");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(occupied);
        }
    }

    private Path written(TrainedModel trained) throws IOException {
        Path file = folder.resolve("model.keras");
        KerasFile.write(file, trained, CLOCK);
        return file;
    }

    private static void assertSame(TrainedModel read, TrainedModel expected) {
        assertThat(read.model()).isEqualTo(expected.model());
        assertThat(read.compile()).isEqualTo(expected.compile());
        assertThat(Golden.of(read.weights())).isEqualTo(Golden.of(expected.weights()));
        assertThat(read.optimizer().map(s -> s.iterations()))
                .isEqualTo(expected.optimizer().map(s -> s.iterations()));
        assertThat(read.optimizer().map(s -> Golden.of(s.slots())))
                .isEqualTo(expected.optimizer().map(s -> Golden.of(s.slots())));
    }
}
