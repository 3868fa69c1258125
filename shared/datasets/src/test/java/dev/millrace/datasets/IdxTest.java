package dev.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.millrace.nn.Shape;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdxTest {
    private static final byte[] VALUES = {0, 1, 2, 3, 4, (byte) 255};

    @TempDir
    private Path folder;

    private Path file;
    private byte[] bytes;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("images");
        Idx.write(file, Shape.of(2, 1, 3), VALUES);
        bytes = Files.readAllBytes(file);
    }

    @Test
    void shouldWriteTheFormatByteForByte() {
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("00000803" + "000000020000000100000003" + "0001020304ff");
    }

    @Test
    void shouldReadWhatItWrote() {
        Idx read = Idx.read(file, 3);
        assertThat(read.shape()).isEqualTo(Shape.of(2, 1, 3));
        assertThat(read.values()).isEqualTo(VALUES);
    }

    @Test
    void shouldReadGzippedFilesWhateverTheirName() throws IOException {
        Files.write(file, Gzip.of(bytes));
        assertThat(Idx.read(file, 3).values()).isEqualTo(VALUES);
    }

    @Test
    void shouldSayWhatItFoundInPlaceOfTheMagicNumber() throws IOException {
        bytes[3] = 1;
        shouldFail(bytes, "is not an IDX file", "starts with '00 00 08 01'", "Expected: '00 00 08 03'");
        shouldFail("version https://git-lfs".getBytes(StandardCharsets.US_ASCII), "text, 'version https://git-lfs'");
        shouldFail(new byte[] {5, 5, 5}, "Received: it starts with '05 05 05'. Expected");
        shouldFail(new byte[0], "is empty", "Expected: an IDX file of unsigned bytes along 3 axes");
    }

    @Test
    void shouldSayWhichArrayCameInPlaceOfTheOneExpected() throws IOException {
        bytes[2] = 0x0c;
        bytes[3] = 2;
        shouldFail(
                bytes,
                "Received: 32-bit integers along 2 axes; it starts with '00 00 0c 02'",
                "is not an IDX file of unsigned bytes along 3 axes",
                "Convert the values to bytes");
        bytes[2] = 8;
        bytes[3] = 1;
        shouldFail(bytes, "Received: unsigned bytes along 1 axis;", "Is it another of the four files, renamed?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE html>\n<html><head><title>404</title></head></html>",
                "\n  <HTML lang=en>",
                "\ufeff<!doctype HTML>",
                "<!-- saved --><html>",
                "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>"
            })
    void shouldSayThatAWebPageIsOne(String page) throws IOException {
        byte[] content = page.getBytes(StandardCharsets.UTF_8);
        shouldFail(content, "is a web page, not data", "Fetch the file itself.");
        shouldFail(Gzip.of(content), "is a web page, not data");
    }

    @Test
    void shouldSayHowManyBytesAreMissing() throws IOException {
        shouldFail(Arrays.copyOf(bytes, 20), "truncated", "Received: 4 bytes of values", "Expected: 6");
        shouldFail(Arrays.copyOf(bytes, 9), "truncated", "Received: 5 bytes of sizes", "Expected: 12");
    }

    @Test
    void shouldMakeNoRoomForWhatASmallFileCannotHold() throws IOException {
        byte[] huge = bytes.clone();
        ByteBuffer.wrap(huge, 4, 12).putInt(32512).putInt(32512).putInt(2);
        long before = allocated();
        shouldFail(huge, "truncated", "Received: 6 bytes of values", "Expected: 2114060288");
        assertThat(allocated() - before).isLessThan(100 << 20);
    }

    @Test
    void shouldSayHowManyBytesAreTooMany() throws IOException {
        shouldFail(Arrays.copyOf(bytes, 25), "goes on after its end", "Received: 3 bytes more than the 6");
    }

    @Test
    void shouldRefuseSizesThatNoArrayHas() throws IOException {
        byte[] huge = bytes.clone();
        Arrays.fill(huge, 4, 16, (byte) 0x7f);
        shouldFail(huge, "not an array that can be read", "[2139062143, 2139062143, 2139062143]");
        bytes[7] = 0;
        shouldFail(bytes, "not an array that can be read", "[0, 1, 3]");
        bytes[4] = (byte) 0x80;
        shouldFail(bytes, "not an array that can be read", "[-2147483648, 1, 3]");
    }

    @Test
    void shouldFindAFlippedBitAndAMissingEndInGzippedFiles() throws IOException {
        byte[] zipped = Gzip.of(bytes);
        byte[] flipped = zipped.clone();
        flipped[zipped.length - 6] ^= 1; // in the checksum
        shouldFail(flipped, "is damaged", "gzip says");
        shouldFail(Arrays.copyOf(zipped, zipped.length - 12), "is damaged", "gzip says");
    }

    @Test
    void shouldNameAFileThatIsNotThere() {
        assertThatThrownBy(() -> Idx.read(folder.resolve("absent"), 1))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(folder.resolve("absent") + " cannot be read")
                .hasMessageContaining("NoSuchFileException");
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private void shouldFail(byte[] content, CharSequence... messages) throws IOException {
        Files.write(file, content);
        assertThatThrownBy(() -> Idx.read(file, 3))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContainingAll(messages);
    }
}
