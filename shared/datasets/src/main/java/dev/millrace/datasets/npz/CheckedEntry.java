package dev.millrace.datasets.npz;

import dev.millrace.datasets.RawValues;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;

/// An entry of a zip whose checksum is compared at its end, which `ZipFile` leaves to others.
final class CheckedEntry extends FilterInputStream {
    private final CRC32 checksum = new CRC32();
    private final long expected;
    private long bytes;

    /// @param expected the checksum that the zip's directory notes
    CheckedEntry(InputStream in, long expected) {
        super(in);
        this.expected = expected;
    }

    /// How many were read.
    long bytes() {
        return bytes;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = super.read(target, offset, length);
        if (read > 0) {
            checksum.update(target, offset, read);
            bytes += read;
        }
        return read;
    }

    /// Closes it after the last value.
    ///
    /// @param array what it is of, for the message
    /// @throws dev.millrace.datasets.DatasetException if what was read is not all, or not what was written
    void finish(String array) {
        try (this) {
            if (read() >= 0) {
                throw new IOException("it goes on after its last value");
            }
            if (checksum.getValue() != expected) {
                throw new IOException("its checksum is not the one noted beside it");
            }
        } catch (IOException e) {
            throw RawValues.damaged(array, e);
        }
    }
}
