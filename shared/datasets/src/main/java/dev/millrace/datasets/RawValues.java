package dev.millrace.datasets;

import dev.millrace.nn.DType;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;

/// The numbers of an array in the order in which they are stored, each made into another type. For one thread.
public final class RawValues {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final long TOLD_BYTES = 4 << 20;

    private final String name;
    private final RawArray array;
    private final InputStream in;
    private final DType dtype;
    private final LongConsumer told;
    private final ByteBuffer buffer;
    private final long count;
    private long done;
    private long toldBytes;

    /// @param name of the array, for messages: `'x' in data.npz`
    /// @param in before the first number; not closed here
    /// @param dtype what the numbers become
    /// @param told now and then, how many bytes were read
    /// @throws DatasetException if they cannot become that
    public RawValues(String name, RawArray array, InputStream in, DType dtype, LongConsumer told) {
        if (!array.type().canBecome(dtype)) {
            throw new DatasetException(name + " holds " + array.type() + ". Expected: " + RawType.held(dtype) + ".");
        }
        this.name = name;
        this.array = array;
        this.in = in;
        this.dtype = dtype;
        this.told = told;
        this.count = array.count();
        this.buffer = ByteBuffer.allocate(BUFFER_BYTES).order(array.byteOrder()).limit(0);
    }

    /// Puts the next `wanted` numbers at the position of `to`.
    ///
    /// @throws DatasetException if one of them cannot become what it should, or the file ends before it
    public void next(ByteBuffer to, int wanted) {
        int left = wanted;
        while (left > 0) {
            if (!buffer.hasRemaining()) {
                fill();
            }
            int ready = Math.min(left, buffer.remaining() / array.type().bytes());
            int converted = array.type().convert(buffer, dtype, to, ready);
            done += converted;
            if (converted < ready) {
                throw new DatasetException(name + " holds " + array.type().text(buffer) + " at " + array.index(done)
                        + ". Expected: " + RawType.held(dtype) + ".");
            }
            left -= converted;
        }
    }

    private void fill() {
        long bytes = Math.min(BUFFER_BYTES, (count - done) * array.type().bytes());
        try {
            int read = in.readNBytes(buffer.array(), 0, (int) bytes);
            if (read < bytes) {
                throw new EOFException(
                        "it ends after " + (done + read / array.type().bytes()) + " of " + count + " values of shape "
                                + array.shapeText());
            }
        } catch (IOException e) {
            throw damaged(name, e);
        }
        buffer.clear().limit((int) bytes);
        long reached = done * array.type().bytes() + bytes;
        if (reached - toldBytes >= TOLD_BYTES || reached == count * array.type().bytes()) {
            toldBytes = reached;
            told.accept(reached);
        }
    }

    /// What is said of a file that breaks off or contradicts itself.
    public static DatasetException damaged(String name, IOException problem) {
        return new DatasetException(
                name + " is damaged or cut short: " + problem.getMessage() + ". Fetch or save it again.", problem);
    }
}
