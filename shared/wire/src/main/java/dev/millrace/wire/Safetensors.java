package dev.millrace.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The safetensors format: a length, a header in JSON, and the tensors one after the other.
///
/// ```
/// offset      bytes  what
/// 0           8      length n of the header, little-endian, a multiple of 8
/// 8           n      {"__metadata__": {…}, "name": {"dtype": "F32", "shape": […], "data_offsets": [begin, end]}, …}
/// 8 + n       …      tensors, row-major, little-endian, without holes
/// ```
///
/// The same contents always give the same bytes: tensors stand in the order given, those of larger elements first, so
/// that
/// each is aligned.
public final class Safetensors {
    private static final int MAX_HEADER_BYTES = 100_000_000;
    private static final String METADATA = "__metadata__";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Safetensors() {}

    /// Types of elements, by the format's names.
    public enum DType {
        U8(1),
        I32(4),
        I64(8),
        F32(4),
        F64(8);

        private final int bytes;

        DType(int bytes) {
            this.bytes = bytes;
        }

        /// Size of one element.
        public int bytes() {
            return bytes;
        }
    }

    /// One tensor.
    ///
    /// @param shape sizes along each axis, the first being the batch axis where there is one
    /// @param data row-major and little-endian, a view
    public record Tensor(DType dtype, List<Integer> shape, ByteBuffer data) {
        public Tensor {
            shape = List.copyOf(shape);
            data = data.slice().order(ByteOrder.LITTLE_ENDIAN);
            if (data.remaining() != size(dtype, shape)) {
                throw new IllegalArgumentException("A tensor " + dtype + " " + shape + " takes " + size(dtype, shape)
                        + " bytes. Received: " + data.remaining());
            }
        }

        /// A view with a position of its own.
        @Override
        public ByteBuffer data() {
            return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        }

        private static long size(DType dtype, List<Integer> shape) {
            long size = dtype.bytes();
            for (int dim : shape) {
                if (dim < 0) {
                    throw new IllegalArgumentException("A shape has no negative sizes. Received: " + shape);
                }
                size = Math.multiplyExact(size, (long) dim);
            }
            return size;
        }
    }

    /// What a file holds.
    ///
    /// @param metadata texts by name
    /// @param tensors by name
    public record Contents(Map<String, String> metadata, Map<String, Tensor> tensors) {
        public Contents {
            metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
            tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        }
    }

    /// The file.
    public static byte[] encode(Contents contents) {
        List<Map.Entry<String, Tensor>> inOrder =
                new ArrayList<>(contents.tensors().entrySet());
        inOrder.sort((a, b) -> Integer.compare(
                b.getValue().dtype().bytes(), a.getValue().dtype().bytes()));
        Map<String, Object> header = new LinkedHashMap<>();
        if (!contents.metadata().isEmpty()) {
            header.put(METADATA, contents.metadata());
        }
        long end = 0;
        for (var entry : inOrder) {
            Tensor tensor = entry.getValue();
            long begin = end;
            end += tensor.data().remaining();
            Map<String, Object> description = new LinkedHashMap<>();
            description.put("dtype", tensor.dtype().name());
            description.put("shape", tensor.shape());
            description.put("data_offsets", List.of(begin, end));
            header.put(entry.getKey(), description);
        }
        byte[] json = Json.encode(header);
        int padded = Math.ceilDiv(json.length, 8) * 8;
        ByteBuffer file = ByteBuffer.allocate(Math.toIntExact(8 + padded + end)).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(padded).put(json);
        while (file.position() < 8 + padded) {
            file.put((byte) ' ');
        }
        inOrder.forEach(entry -> file.put(entry.getValue().data()));
        return file.array();
    }

    /// What the file holds; its tensors are views of `bytes`.
    public static Decoded<Contents> decode(ByteBuffer bytes) {
        try {
            return new Decoded.Ok<>(read(bytes.slice().order(ByteOrder.LITTLE_ENDIAN)));
        } catch (IOException | IllegalArgumentException | ArithmeticException e) {
            return new Decoded.Malformed<>("not a safetensors file: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    private static Contents read(ByteBuffer file) throws IOException {
        if (file.remaining() < 8) {
            throw new IOException(file.remaining() + " bytes, where at least 8 were expected");
        }
        long length = file.getLong();
        if (length < 2 || length > Math.min(MAX_HEADER_BYTES, file.remaining())) {
            throw new IOException("a header of " + length + " bytes in " + file.remaining());
        }
        byte[] header = new byte[(int) length];
        file.get(header);
        if (header[0] != '{') {
            throw new IOException("the header does not begin with '{'");
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        Map<String, Description> descriptions = new LinkedHashMap<>();
        try (JsonParser parser = JSON.createParser(new String(header, StandardCharsets.UTF_8))) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (name.equals(METADATA)) {
                    metadata.putAll(texts(parser));
                } else {
                    descriptions.put(name, parser.readValueAs(Description.class));
                }
            }
            if (parser.nextToken() != null) {
                throw new IOException("more than one value in the header");
            }
        }
        return new Contents(metadata, tensors(descriptions, file.slice()));
    }

    private static Map<String, String> texts(JsonParser parser) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new IOException("metadata is no object");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            if (parser.nextToken() != JsonToken.VALUE_STRING) {
                throw new IOException("metadata '" + name + "' is no text");
            }
            texts.put(name, parser.getText());
        }
        return texts;
    }

    private record Description(DType dtype, List<Integer> shape, List<Long> data_offsets) {}

    private static Map<String, Tensor> tensors(Map<String, Description> descriptions, ByteBuffer data)
            throws IOException {
        List<Map.Entry<String, Description>> inOrder = new ArrayList<>(descriptions.entrySet());
        for (var entry : inOrder) {
            Description d = entry.getValue();
            if (d.dtype() == null
                    || d.shape() == null
                    || d.data_offsets() == null
                    || d.data_offsets().size() != 2) {
                throw new IOException("tensor '" + entry.getKey() + "' lacks dtype, shape or data_offsets");
            }
        }
        inOrder.sort((a, b) -> Long.compare(
                a.getValue().data_offsets().getFirst(),
                b.getValue().data_offsets().getFirst()));
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        long end = 0;
        for (var entry : inOrder) {
            Description d = entry.getValue();
            long begin = d.data_offsets().getFirst();
            if (begin != end) {
                throw new IOException("tensor '" + entry.getKey() + "' begins at " + begin + ", expected " + end);
            }
            end = d.data_offsets().getLast();
            if (end < begin || end > data.limit()) {
                throw new IOException("tensor '" + entry.getKey() + "' ends at " + end + " of " + data.limit());
            }
            tensors.put(entry.getKey(), new Tensor(d.dtype(), d.shape(), data.slice((int) begin, (int) (end - begin))));
        }
        if (end != data.limit()) {
            throw new IOException((data.limit() - end) + " bytes belong to no tensor");
        }
        return tensors;
    }
}
