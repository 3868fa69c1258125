package dev.millrace.datasets.npz;

import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.RawArray;
import dev.millrace.datasets.RawType;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The beginning of an array in NumPy's format NPY, versions 1, 2 and 3.
///
/// | bytes | what |
/// |---|---|
/// | 6 | `\x93NUMPY` |
/// | 2 | version, major and minor |
/// | 2, from version 2 on 4 | length of the text that follows, little-endian |
/// | that | `{'descr': '<f4', 'fortran_order': False, 'shape': (60000, 28, 28), }`, in Latin-1, from version 3 on UTF-8
/// |
/// | the rest | values, the last axis varying fastest; in Fortran order the first |
final class NpyHeader {
    static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    /// More than NumPy itself reads without being asked to.
    private static final int LONGEST = 1 << 16;

    private static final Pattern SIMPLE_TYPE = Pattern.compile("'descr'\\s*:\\s*'([<>|=]?)([A-Za-z])(\\d*)([^']*)'");
    private static final Pattern STRUCTURE = Pattern.compile("'descr'\\s*:\\s*[\\[(]");
    private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");

    private NpyHeader() {}

    /// Reads a header, and leaves `in` before the first value.
    ///
    /// @param array what it is of, for messages: `'x' in data.npz`
    /// @throws DatasetException if it is none, or one of values that are no numbers
    static RawArray read(String array, InputStream in) throws IOException {
        byte[] start = in.readNBytes(MAGIC.length + 2);
        if (start.length < MAGIC.length + 2 || !Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new DatasetException(
                    array + " is not an array of NumPy. Expected: it begins with \\x93NUMPY. Save it again.");
        }
        int version = start[MAGIC.length];
        if (version < 1 || version > 3) {
            throw new DatasetException(
                    array + " has version " + version + " of NumPy's format. Expected: 1, 2 or 3. Save it again.");
        }
        ByteBuffer length = ByteBuffer.wrap(bytes(in, version == 1 ? 2 : 4)).order(ByteOrder.LITTLE_ENDIAN);
        long size = version == 1 ? length.getShort() & 0xffff : length.getInt() & 0xffffffffL;
        if (size > LONGEST) {
            throw new DatasetException(array + " has a header of " + size + " bytes. Expected: at most " + LONGEST
                    + ", as every array of plain numbers has.");
        }
        Charset charset = version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        return parse(array, new String(bytes(in, (int) size), charset));
    }

    private static byte[] bytes(InputStream in, int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the header ends too early");
        }
        return bytes;
    }

    private static RawArray parse(String array, String text) {
        if (STRUCTURE.matcher(text).find()) {
            throw new DatasetException(array + " holds structures with fields of their own. Expected: plain numbers."
                    + " Save each field as an array.");
        }
        Matcher type = SIMPLE_TYPE.matcher(text);
        Matcher fortran = FORTRAN.matcher(text);
        Matcher shape = SHAPE.matcher(text);
        if (!type.find() || !fortran.find() || !shape.find()) {
            throw new DatasetException(
                    array + " has a header that is none of NumPy's. Received: " + text.strip() + ". Save it again.");
        }
        ByteOrder order = switch (type.group(1)) {
            case ">" -> ByteOrder.BIG_ENDIAN;
            case "=" -> ByteOrder.nativeOrder();
            default -> ByteOrder.LITTLE_ENDIAN; // also where each value has one byte
        };
        return new RawArray(
                type(array, type.group(2) + type.group(3) + type.group(4)),
                order,
                fortran.group(1).equals("True"),
                sizes(array, shape.group(1)));
    }

    private static RawType type(String array, String code) {
        return switch (code) {
            case "b1" -> RawType.BOOL;
            case "u1" -> RawType.UINT8;
            case "i1" -> RawType.INT8;
            case "u2" -> RawType.UINT16;
            case "i2" -> RawType.INT16;
            case "u4" -> RawType.UINT32;
            case "i4" -> RawType.INT32;
            case "u8" -> RawType.UINT64;
            case "i8" -> RawType.INT64;
            case "f2" -> RawType.FLOAT16;
            case "f4" -> RawType.FLOAT32;
            case "f8" -> RawType.FLOAT64;
            default ->
                throw new DatasetException(array + " holds " + otherType(code)
                        + ". Expected: numbers, whole ones of 8 to 64 bits, float16, float32, float64, or bool.");
        };
    }

    private static String otherType(String code) {
        return switch (code.charAt(0)) {
            case 'O' ->
                "Python objects (dtype=object), which only Python can read; arrays of different lengths become such";
            case 'U', 'S' -> "texts; give each class a number, as numpy.unique(y, return_inverse=True) does";
            case 'c' -> "complex numbers";
            case 'M', 'm' -> "dates or times";
            case 'V' -> "raw bytes";
            default -> "values of type '" + code + "'";
        };
    }

    private static List<Long> sizes(String array, String text) {
        try {
            return Arrays.stream(text.split(",", -1))
                    .map(String::strip)
                    .filter(size -> !size.isEmpty())
                    .map(size ->
                            Long.parseUnsignedLong(size.endsWith("L") ? size.substring(0, size.length() - 1) : size))
                    .map(NpyHeader::notNegative)
                    .toList();
        } catch (NumberFormatException e) {
            throw new DatasetException(
                    array + " has a header that is none of NumPy's. Received: shape (" + text + "). Save it again.", e);
        }
    }

    private static long notNegative(long size) {
        if (size < 0) {
            throw new NumberFormatException("too large");
        }
        return size;
    }
}
