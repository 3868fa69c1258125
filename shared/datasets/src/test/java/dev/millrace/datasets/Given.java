package dev.millrace.datasets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.nn.data.Examples;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Opens datasets for tests as a person describes them, and looks into them.
public final class Given {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Given() {}

    /// The dataset of a description in JSON with `'` for `"`.
    public static Dataset dataset(String description, Path cache) {
        return Datasets.source(json(description)).open(new DataFolders(Optional.empty(), cache), Progress.none());
    }

    /// JSON with `'` for `"`.
    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /// The input of example `index`, little-endian.
    public static ByteBuffer input(Dataset dataset, Examples examples, int index) {
        ByteBuffer input =
                ByteBuffer.allocate(dataset.schema().inputs().bytes()).order(ByteOrder.LITTLE_ENDIAN);
        examples.copyInput(index, input);
        return input.flip();
    }

    /// The input of example `index`, as numbers of the schema's type.
    public static List<Double> inputs(Dataset dataset, Examples examples, int index) {
        return numbers(
                input(dataset, examples, index), dataset.schema().inputs().dtype());
    }

    /// The target of example `index`, as numbers of the schema's type.
    public static List<Double> targets(Dataset dataset, Examples examples, int index) {
        ByteBuffer target =
                ByteBuffer.allocate(dataset.schema().targets().bytes()).order(ByteOrder.LITTLE_ENDIAN);
        examples.copyTarget(index, target);
        return numbers(target.flip(), dataset.schema().targets().dtype());
    }

    /// All class numbers, in order.
    public static List<Integer> labels(Examples examples) {
        List<Integer> labels = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            labels.add(examples.label(i));
        }
        return labels;
    }

    private static List<Double> numbers(ByteBuffer values, dev.millrace.nn.DType dtype) {
        List<Double> numbers = new ArrayList<>();
        while (values.hasRemaining()) {
            numbers.add(
                    switch (dtype) {
                        case U8 -> (double) (values.get() & 0xff);
                        case I32 -> (double) values.getInt();
                        case F32 -> (double) values.getFloat();
                    });
        }
        return numbers;
    }
}
