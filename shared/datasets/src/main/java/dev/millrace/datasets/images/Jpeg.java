package dev.millrace.datasets.images;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The segments of a JPEG file before its pixels (ITU-T T.81, annex B), each a marker and a length.
final class Jpeg {
    private static final int START_OF_SCAN = 0xda;
    private static final int APP2 = 0xe2;
    private static final byte[] PROFILE = "ICC_PROFILE\0".getBytes(StandardCharsets.ISO_8859_1);

    private Jpeg() {}

    static boolean is(byte[] file) {
        return file.length > 3 && file[0] == (byte) 0xff && file[1] == (byte) 0xd8 && file[2] == (byte) 0xff;
    }

    /// How many values each pixel has: 1 for gray, 3 for colours, 4 for printing inks; 0 where the file does not say.
    static int components(byte[] file) {
        for (int at = 2; isSegment(file, at); at = next(file, at)) {
            if (isFrame(file[at + 1] & 0xff)) {
                return at + 9 < file.length ? file[at + 9] & 0xff : 0;
            }
        }
        return 0;
    }

    /// The file without a colour profile, which the JDK would apply with arithmetic of its own.
    static byte[] withoutProfile(byte[] file) {
        var kept = new ByteArrayOutputStream(file.length);
        int from = 0;
        for (int at = 2; isSegment(file, at); at = next(file, at)) {
            if ((file[at + 1] & 0xff) == APP2 && isProfile(file, at + 4)) {
                kept.write(file, from, at - from);
                from = Math.min(next(file, at), file.length);
            }
        }
        if (from == 0) {
            return file;
        }
        kept.write(file, from, file.length - from);
        return kept.toByteArray();
    }

    /// Whether a segment starts there whose length is told.
    private static boolean isSegment(byte[] file, int at) {
        return at + 3 < file.length && (file[at] & 0xff) == 0xff && (file[at + 1] & 0xff) != START_OF_SCAN;
    }

    private static int next(byte[] file, int at) {
        // A fill byte may come before a marker.
        return (file[at + 1] & 0xff) == 0xff
                ? at + 1
                : at + 2 + Math.max(2, ((file[at + 2] & 0xff) << 8) | (file[at + 3] & 0xff));
    }

    /// Start of frame: from SOF0 to SOF15, among which are the markers DHT, JPG and DAC.
    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    private static boolean isProfile(byte[] file, int at) {
        return at + PROFILE.length <= file.length
                && Arrays.equals(file, at, at + PROFILE.length, PROFILE, 0, PROFILE.length);
    }
}
