package dev.millrace.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// Files that claim to be safetensors.
final class HostileFiles {
    private HostileFiles() {}

    /// A file with this header, quotes single for double, and so many bytes of data.
    static ByteBuffer of(String header, int dataBytes) {
        return of(header, StandardCharsets.UTF_8, dataBytes);
    }

    static ByteBuffer of(String header, Charset charset, int dataBytes) {
        byte[] json = header.replace('\'', '"').getBytes(charset);
        return withLength(json.length, json, dataBytes);
    }

    /// A file whose header is said to have `length` bytes.
    static ByteBuffer withLength(long length, byte[] header, int dataBytes) {
        ByteBuffer file = ByteBuffer.allocate(8 + header.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        return file.putLong(length).put(header).rewind();
    }
}
