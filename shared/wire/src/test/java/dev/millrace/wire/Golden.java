package dev.millrace.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file per message version, written once and never edited: `-Dgolden.write=true` writes those that are not
/// there.
final class Golden {
    private static final Path FOLDER = Path.of("src/test/resources/golden");

    private Golden() {}

    /// The file's bytes, which are `now` if it is to be written.
    static byte[] bytes(String name, byte[] now) throws IOException {
        Path file = FOLDER.resolve(name);
        if (Boolean.getBoolean("golden.write") && !Files.exists(file)) {
            Files.createDirectories(FOLDER);
            Files.write(file, now);
        }
        return Files.readAllBytes(file);
    }

    static JsonNode json(String name) {
        try {
            return Json.MAPPER.readTree(Files.readAllBytes(FOLDER.resolve(name + ".json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
