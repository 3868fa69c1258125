package dev.millrace.keras;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.nn.Compile;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.TrainedModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Keras 3's `.keras`: a zip of `metadata.json`, `config.json` and `model.weights.h5`, all stored.
///
/// What is written, Keras loads with its optimizer state and trains on. The same model and clock give the same
/// bytes. What is read, Keras, tf.keras since 2.12 or Millrace has written, or a tool that deflates entries; of
/// tf.keras before 2.16, the optimizer's state is left out. Entries are read only as far as the model they describe can
/// need.
public final class KerasFile {
    private static final String METADATA = "metadata.json";
    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "model.weights.h5";
    /// The version whose layout is written.
    private static final String KERAS_VERSION = "3.15.1";
    private static final DateTimeFormatter SAVED = DateTimeFormatter.ofPattern("yyyy-MM-dd@HH:mm:ss", Locale.ROOT);
    private static final long JSON_LIMIT = 16L << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private KerasFile() {}

    /// Writes the file, dated now.
    ///
    /// @throws IOException if it cannot be written; a file that was there is then as it was
    public static void write(Path file, TrainedModel trained) throws IOException {
        write(file, trained, Clock.system(ZoneId.systemDefault()));
    }

    /// Writes the file, dated now, with what [TrainedWith#metadata] says of the data beside the model.
    ///
    /// @throws IOException if it cannot be written; a file that was there is then as it was
    public static void write(Path file, TrainedModel trained, Map<String, JsonNode> further) throws IOException {
        write(file, trained, further, Clock.system(ZoneId.systemDefault()));
    }

    /// Writes the file, dated by `clock`.
    ///
    /// @throws IOException if it cannot be written; a file that was there is then as it was
    public static void write(Path file, TrainedModel trained, Clock clock) throws IOException {
        write(file, trained, Map.of(), clock);
    }

    /// Writes the file, dated by `clock`, with more in its metadata, which Keras passes over.
    ///
    /// @param further values by their names, which are not Keras's own; [#metadata] reads them
    /// @throws IOException if it cannot be written; a file that was there is then as it was
    public static void write(Path file, TrainedModel trained, Map<String, JsonNode> further, Clock clock)
            throws IOException {
        ObjectNode metadata = KerasObject.empty();
        further.forEach(metadata::set);
        metadata.put("keras_version", KERAS_VERSION).put("date_saved", SAVED.format(LocalDateTime.now(clock)));
        JsonNode config = KerasJson.write(trained.model(), trained.compile());
        Path weights = AtomicFile.beside(file, "h5");
        try {
            WeightsWriter.write(weights, trained);
            AtomicFile.write(file, part -> {
                try (var zip = new ZipOutputStream(Files.newOutputStream(part, StandardOpenOption.CREATE_NEW))) {
                    KerasZip.put(zip, METADATA, JSON.writeValueAsBytes(metadata));
                    KerasZip.put(zip, CONFIG, JSON.writeValueAsBytes(config));
                    KerasZip.put(zip, WEIGHTS, weights);
                }
            });
        } finally {
            Files.deleteIfExists(weights);
        }
    }

    /// Reads the file, to go on training.
    ///
    /// @throws KerasFileException if it is not one of Keras 3's, is damaged, or holds a model that Millrace does not
    /// have
    /// @throws IOException if it cannot be read
    public static TrainedModel read(Path file) throws IOException {
        return read(file, (config, weights) -> weights.read(KerasJson.model(config), KerasJson.compiled(config)));
    }

    /// Reads of the file what predicting and scoring need, whatever it was trained with.
    ///
    /// @throws KerasFileException if it is not one of Keras 3's, is damaged, or has layers that Millrace does not
    /// have
    /// @throws IOException if it cannot be read
    public static InferenceModel readForInference(Path file) throws IOException {
        return read(file, (config, weights) -> {
            InferenceJson.Described described = InferenceJson.read(config);
            return described.with(
                    weights.read(described.model(), Optional.empty()).weights());
        });
    }

    /// A value in the metadata of the file.
    ///
    /// @return absent where the file has none of that name
    /// @throws KerasFileException if it is no zip, or its metadata is damaged
    /// @throws IOException if it cannot be read
    public static Optional<JsonNode> metadata(Path file, String name) throws IOException {
        return opened(
                file,
                zip -> zip.getEntry(METADATA) == null
                        ? Optional.empty()
                        : Optional.ofNullable(
                                json(zip, METADATA, "metadata may take").get(name)));
    }

    /// What is read of `config.json`, and with that, of the weights.
    private interface Reading<T> {
        T read(JsonNode config, Weights weights) throws IOException;
    }

    private interface Weights {
        TrainedModel read(Sequential model, Optional<Compile> compile) throws IOException;
    }

    private interface CloseableStack<T> {
        T read(ZipFile zip) throws IOException;
    }

    private static <T> T read(Path file, Reading<T> reading) throws IOException {
        return opened(file, zip -> {
            try {
                return reading.read(
                        json(zip, CONFIG, "a model's description may take"),
                        (model, compile) -> weights(zip, file, model, compile));
            } catch (DescriptionException e) {
                throw new KerasFileException(file + ": " + CONFIG + ": " + e.getMessage(), e);
            }
        });
    }

    private static <T> T opened(Path file, CloseableStack<T> reading) throws IOException {
        try (var zip = new ZipFile(file.toFile())) {
            return reading.read(zip);
        } catch (ZipException e) {
            throw new KerasFileException(
                    file + " is no .keras file of Keras 3, which is a zip: " + e.getMessage()
                            + ". It may be cut short, or be of another format under this name.",
                    e);
        }
    }

    private static TrainedModel weights(ZipFile zip, Path file, Sequential model, Optional<Compile> compile)
            throws IOException {
        ZipEntry entry = zip.getEntry(WEIGHTS);
        WeightsReader.checkSize(
                file + ": the model in " + CONFIG,
                model,
                entry == null ? OptionalLong.empty() : OptionalLong.of(entry.getSize()),
                Runtime.getRuntime().maxMemory());
        Path weights = Files.createTempFile("millrace", ".weights.h5");
        try {
            try (var sink = Files.newOutputStream(weights)) {
                KerasZip.copy(zip, WEIGHTS, WeightsReader.limit(model), "the model in " + CONFIG + " can need", sink);
            }
            return WeightsReader.read(weights, file + ": " + WEIGHTS, model, compile);
        } finally {
            Files.delete(weights);
        }
    }

    private static JsonNode json(ZipFile zip, String entry, String expectation) throws IOException {
        var bytes = new ByteArrayOutputStream();
        KerasZip.copy(zip, entry, JSON_LIMIT, expectation, bytes);
        try {
            return JSON.readTree(bytes.toByteArray());
        } catch (JsonProcessingException e) {
            throw new KerasFileException(zip.getName() + ": " + entry + " is no JSON: " + e.getOriginalMessage(), e);
        }
    }
}
