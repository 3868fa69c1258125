package dev.millrace.standalone.export;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads event files as TensorBoard does, from the description of the format alone: it shares nothing with what writes
/// them, not even the check value's code.
final class EventFileReader {
    /// One value as it is on disk.
    record Scalar(double wallTime, long step, String tag, float value) {}

    private static final int CASTAGNOLI = 0x82f63b78;

    private final List<Scalar> scalars = new ArrayList<>();
    private String version = "";

    private EventFileReader() {}

    /// Reads a file.
    ///
    /// @throws IllegalStateException if a check value or a length is not right
    static EventFileReader read(Path file) {
        var reader = new EventFileReader();
        try {
            ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            while (in.hasRemaining()) {
                reader.event(record(in));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return reader;
    }

    /// All values, in their order.
    List<Scalar> scalars() {
        return scalars;
    }

    /// What the first record says.
    String version() {
        return version;
    }

    private static ByteBuffer record(ByteBuffer in) {
        int length = Math.toIntExact(in.getLong(in.position()));
        check(in, 8);
        ByteBuffer record = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        check(in, length);
        return record;
    }

    /// Passes over `length` bytes and their check value.
    private static void check(ByteBuffer in, int length) {
        int crc = crc(in, length);
        int stored = in.getInt();
        if (stored != masked(crc)) {
            throw new IllegalStateException("wrong check value before byte " + in.position());
        }
    }

    /// CRC-32C bit by bit (RFC 3720, appendix B.4).
    static int crc(ByteBuffer in, int length) {
        int crc = ~0;
        for (int i = 0; i < length; i++) {
            crc ^= in.get() & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc >>> 1 ^ ((crc & 1) == 0 ? 0 : CASTAGNOLI);
            }
        }
        return ~crc;
    }

    static int masked(int crc) {
        return (crc >>> 15 | crc << 17) + 0xa282ead8;
    }

    private void event(ByteBuffer event) {
        double wallTime = 0;
        long step = 0;
        List<ByteBuffer> values = new ArrayList<>();
        while (event.hasRemaining()) {
            switch ((int) varint(event)) {
                case 1 << 3 | 1 -> wallTime = event.getDouble();
                case 2 << 3 -> step = varint(event);
                case 3 << 3 | 2 -> version = text(bytes(event));
                case 5 << 3 | 2 -> values.add(bytes(event));
                default -> throw new IllegalStateException("a field that is not expected");
            }
        }
        for (ByteBuffer summary : values) {
            while (summary.hasRemaining()) {
                if (varint(summary) != (1 << 3 | 2)) {
                    throw new IllegalStateException("a summary has values");
                }
                scalars.add(scalar(wallTime, step, bytes(summary)));
            }
        }
    }

    private static Scalar scalar(double wallTime, long step, ByteBuffer value) {
        String tag = "";
        float number = Float.NaN;
        while (value.hasRemaining()) {
            switch ((int) varint(value)) {
                case 1 << 3 | 2 -> tag = text(bytes(value));
                case 2 << 3 | 5 -> number = value.getFloat();
                default -> throw new IllegalStateException("a field that is not expected");
            }
        }
        return new Scalar(wallTime, step, tag, number);
    }

    private static ByteBuffer bytes(ByteBuffer in) {
        int length = Math.toIntExact(varint(in));
        ByteBuffer bytes = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        in.position(in.position() + length);
        return bytes;
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        int shift = 0;
        byte next;
        do {
            next = in.get();
            value |= (long) (next & 0x7f) << shift;
            shift += 7;
        } while (next < 0);
        return value;
    }
}
