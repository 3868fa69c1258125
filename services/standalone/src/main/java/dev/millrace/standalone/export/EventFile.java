package dev.millrace.standalone.export;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/// A file of TensorFlow's records. Each is the length (8 bytes, little-endian), the [MaskedCrc] of those 8 bytes (4
/// bytes), the data, and the [MaskedCrc] of the data (4 bytes).
///
/// A file that is there already is gone on with behind its last whole record. For one thread.
final class EventFile implements AutoCloseable {
    private static final int LENGTH = 8;
    private static final int CHECK = 4;
    private static final int MOST_BYTES = 1 << 20;

    private final FileChannel channel;
    private final OutputStream out;
    private final boolean fresh;

    private EventFile(FileChannel channel, boolean fresh) {
        this.channel = channel;
        this.out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
        this.fresh = fresh;
    }

    /// Opens a file, or makes one.
    ///
    /// @param found is given every record that is there
    static EventFile open(Path file, Consumer<byte[]> found) throws IOException {
        long sound = Files.exists(file) ? read(file, found) : 0;
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            channel.truncate(sound).position(sound);
            return new EventFile(channel, sound == 0);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /// Whether there is no record yet.
    boolean fresh() {
        return fresh;
    }

    /// @return the length of the part that is sound
    private static long read(Path file, Consumer<byte[]> found) throws IOException {
        long sound = 0;
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            while (true) {
                byte[] head = in.readNBytes(LENGTH + CHECK);
                if (head.length < LENGTH + CHECK
                        || MaskedCrc.of(head, 0, LENGTH) != little(head).getInt(LENGTH)) {
                    return sound;
                }
                long length = little(head).getLong();
                if (length < 0 || length > MOST_BYTES) {
                    return sound;
                }
                byte[] record = new byte[(int) length];
                byte[] check = new byte[CHECK];
                in.readFully(record);
                in.readFully(check);
                if (MaskedCrc.of(record, 0, record.length) != little(check).getInt()) {
                    return sound;
                }
                found.accept(record);
                sound += LENGTH + CHECK + length + CHECK;
            }
        } catch (EOFException e) {
            return sound; // the last record is not whole
        }
    }

    /// Adds a record.
    void add(byte[] record) throws IOException {
        byte[] head = new byte[LENGTH + CHECK];
        little(head).putLong(record.length).putInt(0);
        little(head).putInt(LENGTH, MaskedCrc.of(head, 0, LENGTH));
        out.write(head);
        out.write(record);
        byte[] check = new byte[CHECK];
        little(check).putInt(MaskedCrc.of(record, 0, record.length));
        out.write(check);
    }

    /// Hands on what was added to the file.
    void flush() throws IOException {
        out.flush();
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            out.flush();
        }
    }
}
