package dev.millrace.datasets;

import dev.millrace.nn.Shape;
import java.io.BufferedInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// The content of an IDX file of unsigned bytes, in memory.
final class Idx {
    /// How many bytes one byte of a gzipped file can stand for: 258 take two bits at least (RFC 1951).
    private static final long MOST_UNZIPPED = 1032;

    private final Shape shape;
    private final byte[] values;

    private Idx(Shape shape, byte[] values) {
        this.shape = shape;
        this.values = values;
    }

    /// Sizes along all axes, that of the examples first: `(60000, 28, 28)`.
    Shape shape() {
        return shape;
    }

    /// The values, row-major; not a copy.
    byte[] values() {
        return values;
    }

    /// Reads `file`, gzipped or not, which its first bytes tell.
    ///
    /// @param rank how many axes are expected
    /// @throws DatasetException if it cannot be read or is not such a file, from its first byte to its last
    static Idx read(Path file, int rank) {
        try (InputStream in = open(file)) {
            RawArray header = IdxHeader.read(file, in, IdxHeader.Expected.bytes(rank));
            if (header.count() > Integer.MAX_VALUE - 8) {
                throw new DatasetException(file + " is not an array that can be read. Received: sizes " + header.shape()
                        + ". Expected: less than 2 GiB of values.");
            }
            Shape shape =
                    new Shape(header.shape().stream().map(Math::toIntExact).toList());
            // No more room than the file can fill, whatever sizes it claims; and no copy, of what may be most of
            // memory.
            byte[] values = new byte[(int) Math.min(shape.size(), MOST_UNZIPPED * Files.size(file))];
            int received = in.readNBytes(values, 0, values.length);
            if (received < shape.size()) {
                throw new DatasetException(file + " is truncated. Received: " + received
                        + " bytes of values. Expected: " + shape.size() + ", for shape " + shape
                        + ". Fetch the file again.");
            }
            long trailing = in.transferTo(OutputStream.nullOutputStream());
            if (trailing > 0) {
                throw new DatasetException(file + " goes on after its end. Received: " + trailing
                        + " bytes more than the " + shape.size() + " of shape " + shape + ". Fetch the file again.");
            }
            return new Idx(shape, values);
        } catch (ZipException | EOFException e) {
            throw new DatasetException(
                    file + " is damaged: gzip says '" + e.getMessage() + "'. Fetch the file again.", e);
        } catch (IOException e) {
            throw new DatasetException(file + " cannot be read: " + e, e);
        }
    }

    /// The content of `file`, unzipped if it is gzipped.
    static InputStream open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            in.mark(2);
            byte[] magic = in.readNBytes(2);
            in.reset();
            return Arrays.equals(magic, new byte[] {0x1f, (byte) 0x8b}) ? new GZIPInputStream(in, 1 << 16) : in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /// Writes `values` of the given shape to `file`, uncompressed.
    static void write(Path file, Shape shape, byte[] values) throws IOException {
        write(file, RawType.UINT8, shape, values);
    }

    /// Writes values of any type that IDX files have, uncompressed.
    ///
    /// @param values big-endian
    static void write(Path file, RawType type, Shape shape, byte[] values) throws IOException {
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
            out.write(IdxHeader.magic(type, shape.rank()));
            for (int dim : shape.dims()) {
                out.writeInt(dim);
            }
            out.write(values);
        }
    }

    /// Whether `file`, gzipped or not, is large enough to hold `array`.
    static boolean canHold(Path file, RawArray array) throws IOException {
        return array.count() / MOST_UNZIPPED * array.type().bytes() <= Files.size(file);
    }
}
