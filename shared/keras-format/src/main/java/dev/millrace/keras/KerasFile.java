package dev.millrace.keras;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.nn.Compile;
import dev.millrace.nn.OptimizerState;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.TrainedModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Keras 3's `.keras`: a zip of `metadata.json`, `config.json` and `model.weights.h5`. Written so that Keras loads it
/// with
/// its optimizer state and trains on; read as Keras writes it.
public final class KerasFile {
    private static final String METADATA = "metadata.json";
    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "model.weights.h5";
    private static final String KERAS_VERSION = "3.15.1";
    private static final DateTimeFormatter SAVED = DateTimeFormatter.ofPattern("yyyy-MM-dd@HH:mm:ss", Locale.ROOT);
    private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);
    private static final ObjectMapper JSON = new ObjectMapper();

    private KerasFile() {}

    /// Writes the file: beside it first, so that what was there is kept when this fails.
    public static void write(Path file, TrainedModel trained) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Path weights = Files.createTempFile("millrace", ".weights.h5");
        try {
            WeightsFile.write(weights, trained);
            var metadata = JsonNodeFactory.instance
                    .objectNode()
                    .put("keras_version", KERAS_VERSION)
                    .put("date_saved", SAVED.format(LocalDateTime.now(ZoneId.systemDefault())));
            var config = KerasJson.write(trained.model(), trained.compile());
            if (trained.compile().isEmpty()) {
                config.putObject("compile_config");
            }
            try (var zip = new ZipOutputStream(Files.newOutputStream(part))) {
                put(zip, METADATA, JSON.writeValueAsBytes(metadata));
                put(zip, CONFIG, JSON.writeValueAsBytes(config));
                put(zip, WEIGHTS, Files.readAllBytes(weights));
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(weights);
            Files.deleteIfExists(part);
        }
    }

    private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        var crc = new CRC32();
        crc.update(bytes);
        var entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        entry.setTimeLocal(EPOCH);
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }

    /// Reads the file.
    ///
    /// @throws KerasFileException if it is not one of Keras 3's, or is damaged
    /// @throws dev.millrace.nn.DescriptionException if its model uses what Millrace does not have
    public static TrainedModel read(Path file) throws IOException {
        try (var zip = new ZipFile(file.toFile())) {
            JsonNode config = JSON.readTree(new String(bytes(zip, file, CONFIG), StandardCharsets.UTF_8));
            Sequential model = KerasJson.model(config);
            JsonNode compileConfig = config.path("compile_config");
            Optional<Compile> compile = compileConfig.isObject() && !compileConfig.isEmpty()
                    ? Optional.of(KerasJson.compile(compileConfig))
                    : Optional.empty();
            return read(zip, file, model, compile);
        } catch (ZipException e) {
            throw new KerasFileException(file + " is no .keras file: " + e.getMessage()
                    + ". It may be cut short, or another format under this name.");
        } catch (JsonProcessingException e) {
            throw new KerasFileException(file + ": " + CONFIG + " is no JSON: " + e.getOriginalMessage());
        }
    }

    private static TrainedModel read(ZipFile zip, Path file, Sequential model, Optional<Compile> compile)
            throws IOException {
        Path weights = Files.createTempFile("millrace", ".weights.h5");
        try {
            Files.write(weights, bytes(zip, file, WEIGHTS));
            Optional<OptimizerState> optimizer = compile.flatMap(c -> WeightsFile.readOptimizer(
                    weights, file.toString(), c.optimizer().slots(model.weights())));
            return new TrainedModel(
                    model, compile, WeightsFile.readWeights(weights, file.toString(), model), optimizer);
        } finally {
            Files.delete(weights);
        }
    }

    private static byte[] bytes(ZipFile zip, Path file, String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new KerasFileException(file + " has no " + name + " in it: it is no .keras file of Keras 3.");
        }
        try (InputStream stream = zip.getInputStream(entry)) {
            return stream.readAllBytes();
        }
    }
}
