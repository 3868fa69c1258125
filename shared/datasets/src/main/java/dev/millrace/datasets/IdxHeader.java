package dev.millrace.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The beginning of an IDX file, the format that MNIST came in: an array of numbers.
///
/// | bytes | what |
/// |---|---|
/// | 2 | 0 |
/// | 1 | type of the values: `0x08` unsigned bytes, `0x09` signed bytes, `0x0b` and `0x0c` integers of 16 and 32 bits,
/// `0x0d` and `0x0e` floats of 32 and 64 bits |
/// | 1 | number of axes |
/// | 4 per axis | size along the axis, big-endian |
/// | the rest | values, big-endian, row-major |
final class IdxHeader {
    /// The types of values that IDX files have, by their third byte.
    private static final Map<Byte, RawType> TYPES = Map.of(
            (byte) 0x08, RawType.UINT8,
            (byte) 0x09, RawType.INT8,
            (byte) 0x0b, RawType.INT16,
            (byte) 0x0c, RawType.INT32,
            (byte) 0x0d, RawType.FLOAT32,
            (byte) 0x0e, RawType.FLOAT64);

    private IdxHeader() {}

    /// What a file is expected to be.
    ///
    /// @param types of values
    /// @param fewest axes
    /// @param most axes
    /// @param said for messages: `unsigned bytes along 3 axes`
    record Expected(List<RawType> types, int fewest, int most, String said) {
        Expected {
            types = List.copyOf(types);
        }

        /// Unsigned bytes along `rank` axes.
        static Expected bytes(int rank) {
            return new Expected(
                    List.of(RawType.UINT8), rank, rank, "unsigned bytes along " + IdxMagic.axes((byte) rank));
        }

        /// Pictures, or what lies in rows and columns like them.
        static Expected inputs() {
            return new Expected(List.copyOf(TYPES.values()), 3, 4, "numbers along 3 or 4 axes");
        }

        /// Class numbers.
        static Expected labels() {
            return new Expected(
                    TYPES.values().stream().filter(RawType::isWhole).toList(), 1, 1, "whole numbers along 1 axis");
        }

        /// How such a file starts: `'00 00 08 03'`.
        String start() {
            return types.size() == 1 && fewest == most
                    ? "'" + HexFormat.ofDelimiter(" ").formatHex(magic(types.getFirst(), fewest)) + "'"
                    : "'00 00', the type, and the number of axes";
        }

        private boolean is(byte[] magic) {
            return magic.length == 4
                    && magic[0] == 0
                    && magic[1] == 0
                    && types.contains(TYPES.get(magic[2]))
                    && magic[3] >= fewest
                    && magic[3] <= most;
        }
    }

    /// The first four bytes of a file.
    static byte[] magic(RawType type, int rank) {
        for (Map.Entry<Byte, RawType> code : TYPES.entrySet()) {
            if (code.getValue() == type) {
                return new byte[] {0, 0, code.getKey(), (byte) rank};
            }
        }
        throw new IllegalArgumentException("IDX files hold no " + type);
    }

    /// Reads a header, and leaves `in` before the first value.
    ///
    /// @throws DatasetException if it is none, or of another array than expected
    static RawArray read(Path file, InputStream in, Expected expected) throws IOException {
        byte[] magic = in.readNBytes(4);
        if (!expected.is(magic)) {
            throw new DatasetException(file + IdxMagic.mismatch(magic, expected, in));
        }
        int rank = magic[3];
        byte[] sizes = in.readNBytes(rank * Integer.BYTES);
        if (sizes.length < rank * Integer.BYTES) {
            throw new DatasetException(file + " is truncated. Received: " + sizes.length + " bytes of sizes. Expected: "
                    + rank * Integer.BYTES + ". Fetch the file again.");
        }
        int[] dims = new int[rank];
        ByteBuffer.wrap(sizes).asIntBuffer().get(dims);
        List<Long> shape = new ArrayList<>();
        long one = 1;
        for (int axis = 0; axis < rank; axis++) {
            shape.add((long) dims[axis]);
            one = dims[axis] <= 0 || one > Integer.MAX_VALUE ? Long.MAX_VALUE : axis == 0 ? 1 : one * dims[axis];
        }
        if (one > Integer.MAX_VALUE) {
            throw new DatasetException(file + " is not an array that can be read. Received: sizes "
                    + Arrays.toString(dims) + ". Expected: positive ones, and examples of less than 2 GiB.");
        }
        return new RawArray(Objects.requireNonNull(TYPES.get(magic[2])), ByteOrder.BIG_ENDIAN, false, shape);
    }
}
