package dev.millrace.datasets.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.Progress;
import dev.millrace.datasets.Schema;
import dev.millrace.nn.data.Examples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/// A folder with tables, and datasets made of them.
record TableFolder(Path folder) {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES, JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
            .build();

    /// JSON whose names need no quotes and whose texts may have single ones.
    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    Path write(String file, String text) {
        return write(file, text, StandardCharsets.UTF_8);
    }

    Path write(String file, String text, Charset encoding) {
        try {
            return Files.write(folder.resolve(file), text.getBytes(encoding));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A Parquet file with the rows of a query.
    Path parquet(String file, String sql) {
        Path path = folder.resolve(file);
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (" + sql + ") TO '" + path + "' (FORMAT parquet)");
            return path;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    DataFolders folders() {
        return new DataFolders(Optional.empty(), folder.resolve("cache"));
    }

    /// The dataset that a description says, its files in this folder.
    Dataset open(String description) {
        return open(description, Progress.none());
    }

    Dataset open(String description, Progress progress) {
        return Datasets.source(Datasets.resolve(json(description), folder)).open(folders(), progress);
    }

    static float[] input(Dataset dataset, Examples examples, int index) {
        return input(dataset.schema(), examples, index);
    }

    static float[] input(Schema schema, Examples examples, int index) {
        ByteBuffer bytes = ByteBuffer.allocate(schema.inputs().bytes()).order(ByteOrder.LITTLE_ENDIAN);
        examples.copyInput(index, bytes);
        float[] values = new float[schema.inputs().shape().size()];
        bytes.flip().asFloatBuffer().get(values);
        return values;
    }

    static float[] target(Dataset dataset, Examples examples, int index) {
        ByteBuffer bytes =
                ByteBuffer.allocate(dataset.schema().targets().bytes()).order(ByteOrder.LITTLE_ENDIAN);
        examples.copyTarget(index, bytes);
        float[] values = new float[dataset.schema().targets().shape().size()];
        bytes.flip().asFloatBuffer().get(values);
        return values;
    }

    /// All bytes of all examples: input, target and weight.
    static byte[] bytes(Dataset dataset, Examples examples) {
        int stride = dataset.schema().stride();
        ByteBuffer bytes = ByteBuffer.allocate(stride * examples.size()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < examples.size(); i++) {
            examples.copyInput(i, bytes);
            examples.copyTarget(i, bytes);
            if (dataset.schema().weighted()) {
                bytes.putFloat(examples.weight(i));
            }
        }
        return bytes.array();
    }
}
