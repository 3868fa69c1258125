package dev.millrace.datasets;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Collects rows of fixed size, however many. Few of them stay in memory; more go to a file, which has no name any more
/// once it is open: its room on the disk is free again when nobody uses the rows, also after a crash. For one thread.
public final class RowWriter implements AutoCloseable {
    private static final int BUFFER_BYTES = 4 << 20;

    private final Path folder;
    private final int stride;
    private final ByteBuffer buffer;
    private @Nullable FileChannel file;

    /// @param folder where the file is made, if one is needed; made itself if it is not there
    /// @param stride bytes of a row
    public RowWriter(Path folder, int stride) {
        this.folder = folder;
        this.stride = stride;
        this.buffer =
                ByteBuffer.allocate(Math.max(1, BUFFER_BYTES / stride) * stride).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Room for the next row: put exactly one row at its position.
    ///
    /// @throws DatasetException if the rows before it cannot be written
    public ByteBuffer next() {
        if (buffer.remaining() < stride) {
            flush();
        }
        return buffer;
    }

    /// All rows, whole. Nothing can be added any more.
    ///
    /// @throws DatasetException if they cannot be written
    public MemorySegment finish() {
        if (file == null) {
            return MemorySegment.ofArray(Arrays.copyOf(buffer.array(), buffer.position()));
        }
        flush();
        try {
            // Unmapped when it is no longer reachable.
            return file.map(MapMode.READ_ONLY, 0, file.size(), Arena.ofAuto());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void flush() {
        try {
            if (file == null) {
                Files.createDirectories(folder);
                file = FileChannel.open(
                        Files.createTempFile(folder, "rows", ""),
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE);
            }
            buffer.flip();
            while (buffer.hasRemaining()) {
                file.write(buffer);
            }
            buffer.clear();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private DatasetException failed(IOException e) {
        return new DatasetException(
                "The rows that were read cannot be kept in " + folder + ": " + e.getMessage()
                        + ". Make room there, or set XDG_CACHE_HOME to a folder with more.",
                e);
    }

    @Override
    public void close() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }
}
