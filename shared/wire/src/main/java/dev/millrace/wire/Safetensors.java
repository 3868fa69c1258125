package dev.millrace.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The safetensors format: a length, a header in JSON, and the tensors one after the other.
///
/// ```
/// offset      bytes  what
/// 0           8      length n of the header, little-endian, a multiple of 8
/// 8           n      {"__metadata__": {…}, "name": {"dtype": "F32", "shape": […], "data_offsets": [begin, end]}, …}
/// 8 + n       …      tensors, row-major, little-endian, without holes
/// ```
///
/// The same contents always give the same bytes: tensors of larger elements stand first, so that each is aligned,
/// and those of one size in the order of their names; metadata too is in the order of its names.
public final class Safetensors {
    private static final int MAX_HEADER_BYTES = 100_000_000;
    private static final int MAX_FILE_BYTES = Integer.MAX_VALUE - 8;
    static final String METADATA = "__metadata__";
    private static final Comparator<Map.Entry<String, Tensor>> ORDER = Comparator.comparingInt(
                    (Map.Entry<String, Tensor> entry) ->
                            -entry.getValue().dtype().bytes())
            .thenComparing(Map.Entry::getKey);

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
            if (tensors.containsKey(METADATA)) {
                throw new IllegalArgumentException("No tensor can be named '" + METADATA + "': it is the metadata's");
            }
            metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
            tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        }
    }

    /// The file.
    ///
    /// @throws IllegalArgumentException if it does not fit in one array
    public static byte[] encode(Contents contents) {
        List<ByteBuffer> pieces = pieces(contents);
        ByteBuffer file = ByteBuffer.allocate(
                pieces.stream().mapToInt(ByteBuffer::remaining).sum());
        pieces.forEach(file::put);
        return file.array();
    }

    /// The file's pieces, in order: its header, and views of the tensors' data.
    ///
    /// @throws IllegalArgumentException if it does not fit in one array, which is how it is read
    public static List<ByteBuffer> pieces(Contents contents) {
        List<Map.Entry<String, Tensor>> inOrder =
                contents.tensors().entrySet().stream().sorted(ORDER).toList();
        Map<String, Object> header = new LinkedHashMap<>();
        if (!contents.metadata().isEmpty()) {
            header.put(METADATA, new TreeMap<>(contents.metadata()));
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
        long size = 8 + padded + end;
        if (size > MAX_FILE_BYTES) {
            throw new IllegalArgumentException(
                    "A safetensors file has at most " + MAX_FILE_BYTES + " bytes here. Received tensors for " + size);
        }
        ByteBuffer head = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
        head.putLong(padded).put(json);
        while (head.hasRemaining()) {
            head.put((byte) ' ');
        }
        List<ByteBuffer> pieces = new ArrayList<>(List.of(head.flip()));
        inOrder.forEach(entry -> pieces.add(entry.getValue().data()));
        return pieces;
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
            throw new IOException(
                    "a header of " + Long.toUnsignedString(length) + " bytes, where " + file.remaining() + " are left");
        }
        var header = SafetensorsHeader.read(file.slice(file.position(), (int) length));
        return new Contents(
                header.metadata(),
                tensors(header.tensors(), file.slice(8 + (int) length, file.remaining() - (int) length)));
    }

    private static Map<String, Tensor> tensors(Map<String, SafetensorsHeader.Place> places, ByteBuffer data)
            throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        long end = 0;
        for (var entry : SafetensorsHeader.inOrder(places)) {
            SafetensorsHeader.Place place = entry.getValue();
            if (place.begin() != end) {
                throw new IOException(
                        "tensor '" + entry.getKey() + "' begins at " + place.begin() + ", expected " + end);
            }
            end = place.end();
            if (end < place.begin() || end > data.limit()) {
                throw new IOException("tensor '" + entry.getKey() + "' ends at " + end + " of " + data.limit());
            }
            ByteBuffer own = data.slice((int) place.begin(), (int) (end - place.begin()));
            tensors.put(entry.getKey(), new Tensor(place.dtype(), place.shape(), own));
        }
        if (end != data.limit()) {
            throw new IOException((data.limit() - end) + " bytes belong to no tensor");
        }
        return tensors;
    }
}
