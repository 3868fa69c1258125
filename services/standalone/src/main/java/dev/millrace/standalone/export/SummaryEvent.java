package dev.millrace.standalone.export;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The part of TensorFlow's protocol buffer `Event` (tensorflow/core/util/event.proto) that scalars need:
///
/// | field | number | type |
/// |---|---|---|
/// | `Event.wall_time` | 1 | double, seconds since 1970 |
/// | `Event.step` | 2 | int64 |
/// | `Event.file_version` | 3 | string, in a file's first record: `brain.Event:2` |
/// | `Event.summary` | 5 | `Summary` |
/// | `Summary.value` | 1 | `Value`, repeated |
/// | `Value.tag` | 1 | string |
/// | `Value.simple_value` | 2 | float |
///
/// @param tag of the first value; absent: there is none
record SummaryEvent(Optional<String> tag, long step) {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    /// The first record of a file.
    static byte[] version(Instant time) {
        var event = new ByteArrayOutputStream();
        wallTime(event, time);
        bytes(event, 3, "brain.Event:2".getBytes(StandardCharsets.UTF_8));
        return event.toByteArray();
    }

    /// A record of scalars at one step.
    static byte[] scalars(Instant time, long step, Map<String, Double> values) {
        var summary = new ByteArrayOutputStream();
        values.forEach((tag, number) -> {
            var value = new ByteArrayOutputStream();
            bytes(value, 1, tag.getBytes(StandardCharsets.UTF_8));
            key(value, 2, FIXED32);
            value.writeBytes(little(4).putFloat(number.floatValue()).array());
            bytes(summary, 1, value.toByteArray());
        });
        var event = new ByteArrayOutputStream();
        wallTime(event, time);
        key(event, 2, VARINT);
        varint(event, step);
        bytes(event, 5, summary.toByteArray());
        return event.toByteArray();
    }

    /// The step and first tag of a record that `scalars` wrote.
    ///
    /// @throws RuntimeException if the bytes are no protocol buffer
    static SummaryEvent read(byte[] event) {
        Map<Integer, ByteBuffer> fields = fields(ByteBuffer.wrap(event));
        Optional<String> tag = field(fields, 5)
                .flatMap(summary -> field(fields(summary), 1))
                .flatMap(value -> field(fields(value), 1))
                .map(text -> StandardCharsets.UTF_8.decode(text).toString());
        return new SummaryEvent(tag, field(fields, 2).map(SummaryEvent::varint).orElse(0L));
    }

    private static Optional<ByteBuffer> field(Map<Integer, ByteBuffer> fields, int number) {
        return Optional.ofNullable(fields.get(number));
    }

    /// The first of each field.
    private static Map<Integer, ByteBuffer> fields(ByteBuffer message) {
        Map<Integer, ByteBuffer> fields = new LinkedHashMap<>();
        while (message.hasRemaining()) {
            long key = varint(message);
            int start = message.position();
            int length = switch ((int) key & 7) {
                case FIXED64 -> 8;
                case FIXED32 -> 4;
                case BYTES -> Math.toIntExact(varint(message));
                case VARINT -> {
                    varint(message);
                    yield 0;
                }
                default -> throw new IllegalArgumentException("no such wire type: " + key);
            };
            boolean whole = ((int) key & 7) == VARINT;
            int from = whole ? start : message.position();
            fields.putIfAbsent((int) (key >>> 3), message.slice(from, whole ? message.position() - start : length));
            message.position(message.position() + length);
        }
        return fields;
    }

    private static void wallTime(ByteArrayOutputStream to, Instant time) {
        key(to, 1, FIXED64);
        to.writeBytes(little(8).putDouble(time.toEpochMilli() / 1000.0).array());
    }

    private static void bytes(ByteArrayOutputStream to, int field, byte[] bytes) {
        key(to, field, BYTES);
        varint(to, bytes.length);
        to.writeBytes(bytes);
    }

    private static void key(ByteArrayOutputStream to, int field, int type) {
        varint(to, (long) field << 3 | type);
    }

    private static void varint(ByteArrayOutputStream to, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            to.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        to.write((int) rest);
    }

    private static long varint(ByteBuffer from) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = from.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a varint has at most ten bytes");
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
