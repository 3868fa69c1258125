package dev.millrace.datasets;

import dev.millrace.nn.DType;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import java.util.zip.ZipException;

/// An IDX file of any numbers, gzipped or not, read value by value.
final class IdxFile {
    private IdxFile() {}

    /// Reads the header of `file`, and no more.
    ///
    /// @throws DatasetException if it cannot be read, or is not what is expected
    static RawArray header(Path file, IdxHeader.Expected expected) {
        return open(file, in -> header(file, in, expected));
    }

    /// The class numbers in `file`, as many as examples.
    ///
    /// @throws DatasetException if it does not hold such, or is damaged
    static int[] labels(Path file) {
        return open(file, in -> {
            RawArray header = header(file, in, IdxHeader.Expected.labels());
            int[] labels = new int[Math.toIntExact(header.count())];
            ByteBuffer value = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder());
            var values = new RawValues(file.toString(), header, in, DType.I32, bytes -> {});
            for (int i = 0; i < labels.length; i++) {
                values.next(value.clear(), 1);
                labels[i] = value.getInt(0);
                if (labels[i] < 0) {
                    throw new DatasetException(
                            file + " holds " + labels[i] + " at [" + i + "]. Expected: class numbers from 0 on.");
                }
            }
            requireEnd(file, in, header);
            return labels;
        });
    }

    /// Takes the values of one example after the other.
    interface Taking {
        /// The next example.
        ///
        /// @param index of it
        /// @param values whose next ones are the example's
        void next(int index, RawValues values);
    }

    /// Reads all examples in `file`.
    ///
    /// @param dtype what values become
    /// @param told now and then, how many bytes were read
    /// @throws DatasetException if it does not hold such values, or is damaged
    static void forEach(Path file, DType dtype, LongConsumer told, Taking taking) {
        open(file, in -> {
            RawArray header = header(file, in, IdxHeader.Expected.inputs());
            var values = new RawValues(file.toString(), header, in, dtype, told);
            for (int i = 0; i < header.shape().getFirst(); i++) {
                taking.next(i, values);
            }
            requireEnd(file, in, header);
            return header;
        });
    }

    private static RawArray header(Path file, InputStream in, IdxHeader.Expected expected) throws IOException {
        RawArray header = IdxHeader.read(file, in, expected);
        if (!Idx.canHold(file, header)) {
            throw new DatasetException(file + " is truncated. Expected: "
                    + header.count() * header.type().bytes() + " bytes of values, for shape " + header.shapeText()
                    + ". Fetch the file again.");
        }
        return header;
    }

    private static void requireEnd(Path file, InputStream in, RawArray header) throws IOException {
        if (in.read() >= 0) {
            throw new DatasetException(file + " goes on after its end. Expected: no more than the " + header.count()
                    + " values of shape " + header.shapeText() + ". Fetch the file again.");
        }
    }

    private interface Reading<T> {
        T read(InputStream in) throws IOException;
    }

    private static <T> T open(Path file, Reading<T> reading) {
        try (InputStream in = Idx.open(file)) {
            return reading.read(in);
        } catch (ZipException | EOFException e) {
            throw new DatasetException(
                    file + " is damaged: gzip says '" + e.getMessage() + "'. Fetch the file again.", e);
        } catch (IOException e) {
            throw new DatasetException(file + " cannot be read: " + e, e);
        }
    }
}
