package dev.millrace.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/// What a file is that does not start as the IDX file that was expected: another array, a web page, text, or none of
/// these.
final class IdxMagic {
    /// The types of values that IDX files have, by their third byte.
    private static final Map<Byte, String> TYPES = Map.of(
            (byte) 0x08, "unsigned bytes",
            (byte) 0x09, "signed bytes",
            (byte) 0x0b, "16-bit integers",
            (byte) 0x0c, "32-bit integers",
            (byte) 0x0d, "32-bit floats",
            (byte) 0x0e, "64-bit floats");

    /// How much of a file is looked at, to tell what it is.
    private static final int BEGINNING = 512;

    private IdxMagic() {}

    /// What came and what was expected, to follow the file's name.
    ///
    /// @param magic the first bytes of the file
    /// @param expected what it should be
    /// @param in the bytes after `magic`
    static String mismatch(byte[] magic, IdxHeader.Expected expected, InputStream in) throws IOException {
        String wanted = expected.said();
        if (magic.length == 0) {
            return " is empty. Expected: an IDX file of " + wanted + ". Fetch the file again.";
        }
        String beginning = new String(magic, StandardCharsets.ISO_8859_1)
                + new String(in.readNBytes(BEGINNING), StandardCharsets.ISO_8859_1);
        if (isWebPage(beginning)) {
            return " is a web page, not data; open it in a browser to see what it says. Expected: an IDX file of "
                    + wanted + ". Fetch the file itself.";
        }
        HexFormat hex = HexFormat.ofDelimiter(" ");
        String isNot = " is not an IDX file of " + wanted + ". Received: ";
        String starts = "it starts with '" + hex.formatHex(magic) + "'";
        String instead = ". Expected: " + expected.start();
        String type = magic.length == 4 && magic[0] == 0 && magic[1] == 0 ? TYPES.get(magic[2]) : null;
        if (type == null) {
            String text = firstLine(beginning);
            return isNot + (text.isEmpty() ? "" : "text, '" + text + "'; ") + starts + instead
                    + ". Fetch the file again.";
        }
        return isNot + type + " along " + axes(magic[3]) + "; " + starts + instead
                + (magic[2] == 8
                        ? ". Is it another of the four files, renamed?"
                        : expected.types().size() == 1
                                ? ". Convert the values to bytes, or fetch MNIST's own files."
                                : ". Convert the values, or fetch another file.");
    }

    static String axes(byte rank) {
        return (rank & 0xff) + (rank == 1 ? " axis" : " axes");
    }

    private static boolean isWebPage(String beginning) {
        // A byte-order mark in UTF-8 may come first.
        String start =
                beginning.replaceFirst("^\u00ef\u00bb\u00bf", "").stripLeading().toLowerCase(Locale.ROOT);
        return start.startsWith("<") && (start.contains("<!doctype html") || start.contains("<html"));
    }

    /// The first line, if it is one that people can read; of a Git LFS pointer, for example.
    private static String firstLine(String beginning) {
        String line = beginning.lines().findFirst().orElse("");
        boolean readable = line.chars().allMatch(c -> c >= ' ' && c <= '~');
        return readable && line.length() > 3 ? line.substring(0, Math.min(60, line.length())) : "";
    }
}
