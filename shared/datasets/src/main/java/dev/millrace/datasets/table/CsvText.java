package dev.millrace.datasets.table;

import dev.millrace.datasets.CsvDialect;
import dev.millrace.datasets.DatasetException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/// The text of a CSV file, as UTF-8: the file itself, or a copy of it where it is compressed or in another encoding.
///
/// @param file as the person named it
/// @param plain where the text is
/// @param encoding of `file`: `utf-8`
record CsvText(Path file, Path plain, String encoding) implements AutoCloseable {
    private static final int HEAD_BYTES = 4096;
    private static final int COPY_CHARS = 1 << 16;

    /// @param cache where a copy is made
    /// @throws DatasetException if it is no text, or not in the encoding it is said to be in
    static CsvText open(Path file, CsvDialect dialect, Path cache) {
        try {
            byte[] head = head(file);
            refuseOthers(file, head);
            String encoding = dialect.encoding().or(() -> marked(head)).orElse("utf-8");
            if (dialect.encoding().isEmpty() && holds(head, 0)) {
                refuseZeros(file, head);
            }
            boolean zipped = isZipped(file);
            if (encoding.equals("utf-8") && !zipped) {
                return new CsvText(file, file, encoding);
            }
            refuseWrong(file, encoding, head);
            Files.createDirectories(cache);
            Path copy = Files.createTempFile(cache, "csv", ".csv");
            CsvText text = new CsvText(file, copy, encoding);
            try {
                text.copy(charset(encoding, head));
                return text;
            } catch (IOException | DatasetException e) {
                text.close();
                throw e;
            }
        } catch (IOException e) {
            throw TableFile.unreadable(file, e);
        }
    }

    private static byte[] head(Path file) throws IOException {
        try (InputStream in = open(file)) {
            return in.readNBytes(HEAD_BYTES);
        }
    }

    private static boolean isZipped(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.read() == 0x1f && in.read() == 0x8b;
        }
    }

    private static InputStream open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), COPY_CHARS);
        return isZipped(file) ? new GZIPInputStream(in, COPY_CHARS) : in;
    }

    private static void refuseOthers(Path file, byte[] head) {
        String start = new String(head, 0, Math.min(4, head.length), StandardCharsets.ISO_8859_1);
        if (start.startsWith("PK")) {
            throw new DatasetException(file + " is a workbook or a zip archive. Expected: a CSV file. Save the sheet as"
                    + " CSV UTF-8 first.");
        }
        if (head.length == 0) {
            throw new DatasetException(file + " is empty. Expected: a line with the columns' names, then one per row.");
        }
    }

    /// What a byte order mark says.
    private static Optional<String> marked(byte[] head) {
        boolean utf16 = head.length >= 2
                && ((head[0] == (byte) 0xff && head[1] == (byte) 0xfe)
                        || (head[0] == (byte) 0xfe && head[1] == (byte) 0xff));
        return utf16 ? Optional.of("utf-16") : Optional.empty();
    }

    private static boolean holds(byte[] head, int value) {
        for (byte b : head) {
            if (b == value) {
                return true;
            }
        }
        return false;
    }

    private static void refuseZeros(Path file, byte[] head) {
        if (marked(head).isEmpty()) {
            throw new DatasetException(file + " holds zero bytes, as UTF-16 does and UTF-8 does not. Expected: text in"
                    + " UTF-8, or another encoding that is said. Say encoding: utf-16.");
        }
    }

    private static void refuseWrong(Path file, String encoding, byte[] head) throws IOException {
        if (encoding.equals("utf-16") && marked(head).isEmpty() && !holds(head, 0)) {
            throw new DatasetException(
                    file + " is not UTF-16, as it is said to be. Leave out 'encoding', or say another.");
        }
        if (encoding.equals("latin-1") || encoding.equals("windows-1252")) {
            try (Reader reader = new InputStreamReader(open(file), StandardCharsets.UTF_8.newDecoder())) {
                boolean beyondAscii = false;
                char[] chars = new char[COPY_CHARS];
                for (int n = reader.read(chars); n >= 0; n = reader.read(chars)) {
                    for (int i = 0; i < n; i++) {
                        beyondAscii |= chars[i] > 127;
                    }
                }
                if (beyondAscii) {
                    throw new DatasetException(
                            file + " is UTF-8, not " + encoding + " as it is said to be. Leave out 'encoding'.");
                }
            } catch (CharacterCodingException e) {
                return; // As it should be: it is not UTF-8.
            }
        }
    }

    private static Charset charset(String encoding, byte[] head) {
        return switch (encoding) {
            case "utf-8" -> StandardCharsets.UTF_8;
            case "utf-16" ->
                // Without a mark it is what Windows writes.
                marked(head).isPresent() ? StandardCharsets.UTF_16 : StandardCharsets.UTF_16LE;
            case "latin-1" -> StandardCharsets.ISO_8859_1;
            case "windows-1252" -> Charset.forName("windows-1252");
            default -> throw new IllegalArgumentException(encoding);
        };
    }

    private void copy(Charset charset) throws IOException {
        long line = 1;
        try (Reader reader = new InputStreamReader(open(file), charset.newDecoder());
                Writer writer = Files.newBufferedWriter(plain)) {
            char[] chars = new char[COPY_CHARS];
            for (int n = reader.read(chars); n >= 0; n = reader.read(chars)) {
                writer.write(chars, 0, n);
                for (int i = 0; i < n; i++) {
                    line += chars[i] == '\n' ? 1 : 0;
                }
            }
        } catch (CharacterCodingException e) {
            throw notIn(encoding, file, line, e);
        }
    }

    /// What people are told of a file in another encoding than it should be in.
    ///
    /// @param line where it was seen, or one before it
    static DatasetException notIn(String encoding, Path file, long line, Exception e) {
        return new DatasetException(
                file + ", line " + line + " or after: this is not " + encoding
                        + ". Say which encoding it is, like encoding: windows-1252 (Excel on Windows), latin-1 or utf-16;"
                        + " or save the file as UTF-8.",
                e);
    }

    /// The beginning of the text.
    ///
    /// @throws DatasetException if it is not UTF-8
    String head(int bytes) {
        try (InputStream in = Files.newInputStream(plain)) {
            byte[] head = in.readNBytes(bytes);
            int length = head.length;
            if (length == bytes) {
                // Not in the middle of a character.
                while (length > 0 && (head[length - 1] & 0xc0) == 0x80) {
                    length--;
                }
                length = Math.max(0, length - 1);
            }
            try {
                String text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(java.nio.ByteBuffer.wrap(head, 0, length))
                        .toString();
                return text.startsWith("\uFEFF") ? text.substring(1) : text;
            } catch (CharacterCodingException e) {
                String lines = new String(Arrays.copyOf(head, length), StandardCharsets.UTF_8);
                int at = Math.max(0, lines.indexOf('\uFFFD'));
                long line = 1
                        + lines.substring(0, at).chars().filter(c -> c == '\n').count();
                throw notIn(encoding, file, line, e);
            }
        } catch (IOException e) {
            throw TableFile.unreadable(file, e);
        }
    }

    /// Whether all of the text is in its first bytes.
    boolean isShorterThan(int bytes) {
        try {
            return Files.size(plain) < bytes;
        } catch (IOException e) {
            throw TableFile.unreadable(file, e);
        }
    }

    @Override
    public void close() {
        if (!plain.equals(file)) {
            try {
                Files.deleteIfExists(plain);
            } catch (IOException e) {
                throw TableFile.unreadable(plain, e);
            }
        }
    }
}
