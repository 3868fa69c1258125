package dev.millrace.standalone.export;

import java.util.zip.CRC32C;

/// The check value of TFRecord, TensorFlow's format for records in a file: CRC-32C, masked so that the check value of
/// data which holds check values is not a special one.
final class MaskedCrc {
    private static final int MASK = 0xa282ead8;

    private MaskedCrc() {}

    /// `rotate_right(crc32c(bytes), 15) + 0xa282ead8`, modulo 2^32.
    static int of(byte[] bytes, int from, int length) {
        var crc = new CRC32C();
        crc.update(bytes, from, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
    }
}
