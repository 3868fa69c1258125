package dev.millrace.datasets.images;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The orientation that a camera notes in a picture's file (Exif 2.32, tag 0x0112): in the `APP1` segment of a JPEG,
/// the `eXIf` chunk of a PNG, or the first directory of a TIFF.
final class Exif {
    private static final int ORIENTATION = 0x0112;
    private static final int SHORT = 3;
    private static final int NONE = -1;

    private Exif() {}

    /// The orientation noted in `file`, or upright where there is none or what there is makes no sense.
    static Orientation orientation(byte[] file) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(file);
            int start = tiff(bytes);
            return start == NONE ? Orientation.UPRIGHT : read(bytes.slice(start, file.length - start));
        } catch (IndexOutOfBoundsException e) {
            return Orientation.UPRIGHT;
        }
    }

    /// Where the block of tags starts, which has the format of TIFF.
    private static int tiff(ByteBuffer file) {
        int magic = file.getInt(0);
        if (magic >>> 8 == 0xffd8ff) {
            return inJpeg(file);
        }
        if (magic == 0x89504e47) {
            return inPng(file);
        }
        return magic == 0x49492a00 || magic == 0x4d4d002a ? 0 : NONE;
    }

    private static int inJpeg(ByteBuffer file) {
        int at = 2;
        while ((file.get(at) & 0xff) == 0xff) {
            int marker = file.get(at + 1) & 0xff;
            if (marker == 0xff) {
                at++; // a fill byte
            } else if (marker == 0xda || marker == 0xd9) {
                return NONE; // pixels follow, or nothing
            } else if (marker == 0xe1 && startsWith(file, at + 4, "Exif\0\0")) {
                return at + 10;
            } else {
                at += 2 + (file.getShort(at + 2) & 0xffff);
            }
        }
        return NONE;
    }

    private static int inPng(ByteBuffer file) {
        long at = 8;
        while (at + 8 < file.limit()) {
            if (startsWith(file, (int) at + 4, "eXIf")) {
                return (int) at + 8;
            }
            // length, type, data, checksum
            at += 12 + Integer.toUnsignedLong(file.getInt((int) at));
        }
        return NONE;
    }

    private static boolean startsWith(ByteBuffer file, int at, String text) {
        byte[] expected = text.getBytes(StandardCharsets.ISO_8859_1);
        return at + expected.length <= file.limit()
                && file.slice(at, expected.length).equals(ByteBuffer.wrap(expected));
    }

    private static Orientation read(ByteBuffer tiff) {
        tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(4);
        int entries = tiff.getShort(directory) & 0xffff;
        for (int i = 0; i < entries; i++) {
            // tag, type, number of values, value
            int entry = directory + 2 + 12 * i;
            if ((tiff.getShort(entry) & 0xffff) == ORIENTATION) {
                return Orientation.of(
                        tiff.getShort(entry + 2) == SHORT ? tiff.getShort(entry + 8) : tiff.getInt(entry + 8));
            }
        }
        return Orientation.UPRIGHT;
    }
}
