package dev.millrace.datasets.npz;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.Given;
import dev.millrace.nn.DescriptionException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NpzRefusalTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("data.npz");
    }

    private void shouldRefuse(String options, String message) {
        assertThatThrownBy(() -> Given.dataset(
                        "{'npz': {'file': '" + file + "'" + (options.isEmpty() ? "" : ", " + options) + "}}", folder))
                .isInstanceOf(DatasetException.class)
                .hasMessage(message.replace("FILE", file.toString()));
    }

    private void shouldRefuse(Npz npz, String options, String message) throws IOException {
        npz.write(file);
        shouldRefuse(options, message);
    }

    private static Npz x() {
        return new Npz().floats("x", "(2, 1)", 1, 2);
    }

    private static Npz y() {
        return new Npz().longs("y", "(2,)", 0, 1);
    }

    @Test
    void shouldSayWhatIsInPlaceOfAFile() throws IOException {
        shouldRefuse("", "There is no file FILE.");
        Files.write(file, new byte[0]);
        shouldRefuse("", "FILE is empty. Expected: a file of numpy.savez.");
        Files.writeString(file, "x,y\n1,2\n");
        shouldRefuse("", "FILE is not an NPZ file. Expected: a zip of arrays, as numpy.savez makes it.");
        Files.write(file, new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        shouldRefuse(
                "",
                "FILE is a single array (.npy). Expected: inputs and targets in one file, as"
                        + " numpy.savez('data.npz', x=x, y=y) makes it.");
        file = folder;
        shouldRefuse("", "FILE is a folder. Expected: a file of numpy.savez.");
    }

    @Test
    void shouldSayThatAFileIsCutShort() throws IOException {
        x().write(file);
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 60));
        assertThatThrownBy(() -> Given.dataset("{'npz': {'file': '" + file + "'}}", folder))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(file + " is damaged or cut short: zip says '")
                .hasMessageEndingWith("'. Fetch or save it again.");
    }

    @Test
    void shouldFindAFlippedBit() throws IOException {
        // Stored, not deflated: nothing but the checksum tells.
        Path numpy = Path.of(NpzRefusalTest.class.getResource("numpy.npz").getPath());
        byte[] bytes = Files.readAllBytes(numpy);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int values = text.indexOf('\n', text.indexOf("(4, 2, 3)")) + 1;
        bytes[values + 20] ^= 1;
        Files.write(file, bytes);
        shouldRefuse(
                "'x': 'c'",
                "'c' in FILE is damaged or cut short: its checksum is not the one noted beside it. Fetch or save it"
                        + " again.");
    }

    @Test
    void shouldAskWhichArraysAreWhat() throws IOException {
        Npz npz = new Npz().floats("arr_0", "(1,)", 1).floats("arr_1", "(1,)", 1);
        shouldRefuse(
                npz,
                "",
                "FILE does not say which of its arrays are the inputs and targets. It has: arr_0, arr_1. Name them with"
                        + " the options 'x' and 'y'.");
        shouldRefuse(
                npz,
                "'y': 'arr_1'",
                "FILE does not say which of its arrays are the inputs. It has: arr_0, arr_1. Name them with the options"
                        + " 'x' and 'y'.");
        shouldRefuse(
                x(),
                "",
                "FILE does not say which of its arrays are the targets. It has: x. Name them with the options 'x' and"
                        + " 'y'.");
        shouldRefuse(
                new Npz(),
                "",
                "FILE does not say which of its arrays are the inputs and targets. It has: none. Name them with the"
                        + " options 'x' and 'y'.");
        shouldRefuse(npz, "'x': 'arr_0', 'y': 'arr_2'", "FILE has no array 'arr_2'. It has: arr_0, arr_1.");
    }

    @Test
    void shouldRefuseASplitWithoutTargets() throws IOException {
        Npz npz = new Npz()
                .floats("x_train", "(1, 1)", 1)
                .longs("y_train", "(1,)", 0)
                .floats("x_test", "(1, 1)", 1)
                .floats("w", "(1,)", 1);
        shouldRefuse(
                npz,
                "",
                "FILE has no targets for 'x_test'. It has: w, x_test, x_train, y_train. Name them with the options"
                        + " 'x_test' and 'y_test'.");
        npz.longs("y_test", "(1,)", 0);
        shouldRefuse(
                npz,
                "'split': {'test': 0.1}",
                "'split' divides the rows of a file with one array of inputs. Received: 'split', and a file with"
                        + " ['x_test'] beside 'x_train'. Leave 'split' out.");
        shouldRefuse(
                npz,
                "'weights': 'w'",
                "All splits have weights, or none has. Received: weights to train with, and none for 'x_test'. Name"
                        + " them with 'weights_test'.");
        shouldRefuse(
                npz,
                "'x_test': 'x_test', 'y_test': 'y_test', 'weights_test': 'w'",
                "All splits have weights, or none has. Received: 'weights_test' alone. Name those to train with in"
                        + " 'weights'.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "|O ~ Python objects (dtype=object), which only Python can read; arrays of different lengths become such",
                "<U5 ~ texts; give each class a number, as numpy.unique(y, return_inverse=True) does",
                "|S5 ~ texts; give each class a number, as numpy.unique(y, return_inverse=True) does",
                "<c8 ~ complex numbers",
                "<M8[ns] ~ dates or times",
                "|V4 ~ raw bytes",
                "<f16 ~ values of type 'f16'"
            },
            ignoreLeadingAndTrailingWhitespace = true,
            quoteCharacter = '`')
    void shouldRefuseWhatIsNoNumber(String descr, String said) throws IOException {
        shouldRefuse(
                x().array("y", descr, false, "(2,)", new byte[8]),
                "",
                "'y' in FILE holds " + said + ". Expected: numbers, whole ones of 8 to 64 bits, float16, float32,"
                        + " float64, or bool.");
    }

    @Test
    void shouldRefuseStructures() throws IOException {
        shouldRefuse(
                x().raw(
                                "y",
                                "{'descr': [('a', '<f4'), ('b', '<i4')], 'fortran_order': False, 'shape': (2,), }",
                                new byte[16]),
                "",
                "'y' in FILE holds structures with fields of their own. Expected: plain numbers. Save each field as an"
                        + " array.");
    }

    @Test
    void shouldNameTheNumberThatIsNone() throws IOException {
        String finite =
                ". Expected: numbers that are finite, no larger than 3.4e38, and exact as float32 where they are whole.";
        shouldRefuse(
                y().floats("x", "(2, 3)", 1, 2, 3, 4, Float.NaN, 6), "", "'x' in FILE holds NaN at [1, 1]" + finite);
        shouldRefuse(y().doubles("x", "(2,)", 1, 1e39), "", "'x' in FILE holds 1.0E39 at [1]" + finite);
        shouldRefuse(
                y().doubles("x", "(2,)", Double.NEGATIVE_INFINITY, 1),
                "",
                "'x' in FILE holds -Infinity at [0]" + finite);
        shouldRefuse(
                y().array("x", "<f4", true, "(2, 3)", Npz.floats(1, 2, 3, Float.NaN, 5, 6)),
                "",
                "'x' in FILE holds NaN at [1, 1]" + finite);
        shouldRefuse(x().doubles("y", "(2,)", 1, Double.NaN), "", "'y' in FILE holds NaN at [1]" + finite);
        shouldRefuse(
                x().longs("y", "(2,)", 1, 16777217), "'task': 'values'", "'y' in FILE holds 16777217 at [1]" + finite);
        shouldRefuse(
                x().longs("y", "(2,)", Long.MAX_VALUE, 0),
                "'task': 'values'",
                "'y' in FILE holds 9223372036854775807 at [0]" + finite);
    }

    @Test
    void shouldNameTheWholeNumberThatDoesNotFit() throws IOException {
        String held = ". Expected: whole numbers of 32 bits, from -2147483648 to 2147483647.";
        shouldRefuse(
                y().longs("x", "(2, 2)", 1, 2, 3, 2147483648L), "", "'x' in FILE holds 2147483648 at [1, 1]" + held);
        byte[] most = new byte[16];
        Arrays.fill(most, (byte) 0xff);
        shouldRefuse(
                y().array("x", "<u8", false, "(2,)", most), "", "'x' in FILE holds 18446744073709551615 at [0]" + held);
        shouldRefuse(
                y().array("x", ">u4", false, "(2,)", new byte[] {0, 0, 0, 1, -1, -1, -1, -1}),
                "",
                "'x' in FILE holds 4294967295 at [1]" + held);
    }

    @Test
    void shouldRefuseWhatIsNoClass() throws IOException {
        shouldRefuse(
                x().longs("y", "(2,)", 0, -1), "", "'y' in FILE holds -1 at [1]. Expected: class numbers from 0 on.");
        shouldRefuse(
                x().floats("y", "(2,)", 1, 0.5f),
                "'task': 'classes'",
                "'y' in FILE holds 0.5 at [1]. Expected: class numbers from 0 on.");
        shouldRefuse(
                x().longs("y", "(2,)", 0, 2),
                "",
                "'y' in FILE has 2 whole numbers up to 2: more classes than examples, if they are classes. Say task:"
                        + " classes, or task: values.");
        shouldRefuse(
                x().floats("y", "(2, 2)", 0, 1, 0.5f, 0.5f),
                "'task': 'classes'",
                "'y' in FILE holds a row that is not one-hot at [1]. Expected: one 1 and else zeros, or task: values.");
        shouldRefuse(
                x().floats("y", "(2, 2)", 0, 0, 0, 1),
                "'task': 'classes'",
                "'y' in FILE holds a row of zeros at [0]. Expected: one 1 and else zeros, or task: values.");
        shouldRefuse(
                new Npz()
                        .floats("x_train", "(2, 1)", 1, 2)
                        .longs("y_train", "(2,)", 0, 1)
                        .floats("x_test", "(1, 1)", 1)
                        .longs("y_test", "(1,)", 2),
                "",
                "'y_test' in FILE holds 2 at [0]. Expected: classes from 0 to 1, as those of the examples to train with.");
    }

    @Test
    void shouldRefuseArraysThatDoNotFitTogether() throws IOException {
        shouldRefuse(
                x().longs("y", "(3,)", 0, 1, 0),
                "",
                "'y' in FILE has 3 examples of shape (1,). Expected: 2 of shape (1,).");
        shouldRefuse(
                x().longs("y", "(2,)", 0, 1).floats("w", "(2, 2)", 1, 1, 1, 1),
                "'weights': 'w'",
                "'w' in FILE has 2 examples of shape (2,). Expected: 2 of shape (1,).");
        shouldRefuse(
                x().longs("y", "(2,)", 0, 1).floats("w", "(2,)", 1, -1),
                "'weights': 'w'",
                "'w' holds -1.0 at [1]. Expected: weights of at least 0.");
        Npz npz = new Npz()
                .bytes("x_train", "(2, 2)", 1, 2, 3, 4)
                .longs("y_train", "(2,)", 0, 1)
                .longs("y_test", "(1,)", 0);
        shouldRefuse(
                npz.floats("x_test", "(1, 2)", 1, 2),
                "",
                "'x_test' in FILE holds float32. Expected: whole numbers from 0 to 255.");
        shouldRefuse(
                npz.bytes("x_test", "(1, 3)", 1, 2, 3),
                "",
                "'x_test' in FILE has 1 examples of shape (3,). Expected: 1 of shape (2,).");
        shouldRefuse(
                npz.longs("x_test", "(1, 2)", 255, 256),
                "",
                "'x_test' in FILE holds 256 at [0, 1]. Expected: whole numbers from 0 to 255.");
    }

    @Test
    void shouldRefuseShapesThatHaveNoExamples() throws IOException {
        String expected = ". Expected: at least one example along the first axis, and a size of at least 1 along the"
                + " others.";
        shouldRefuse(y().floats("x", "()", 1), "", "'x' in FILE has shape ()" + expected);
        shouldRefuse(y().floats("x", "(0, 3)"), "", "'x' in FILE has shape (0, 3)" + expected);
        shouldRefuse(x().longs("y", "()", 1), "", "'y' in FILE has shape ()" + expected);
        shouldRefuse(
                y().array("x", "|u1", false, "(2, 3000000000)", new byte[2]),
                "",
                "'x' in FILE has shape (2, 3000000000): one example is too large.");
    }

    @Test
    void shouldRefuseHeadersThatLie() throws IOException {
        shouldRefuse(
                y().floats("x", "(2, 3)", 1, 2, 3, 4, 5),
                "",
                "'x' in FILE is damaged. Received: 20 bytes of values. Expected: 24, for shape (2, 3) of float32. Save it"
                        + " again.");
        shouldRefuse(
                y().floats("x", "(4000000000, 4000000000, 2)", 1, 2, 3),
                "",
                "'x' in FILE has shape (4000000000, 4000000000, 2): one example is too large.");
        shouldRefuse(
                new Npz().floats("x", "(9000000000000000000, 4)", 1, 2, 3).floats("y", "(9000000000000000000,)", 1),
                "",
                "'x' in FILE has a shape that no array has. Received: (9000000000000000000, 4).");
        shouldRefuse(
                y().raw("x", "{'descr': '<f4', 'shape': (1,)}", new byte[4]),
                "",
                "'x' in FILE has a header that is none of NumPy's. Received: {'descr': '<f4', 'shape': (1,)}. Save it"
                        + " again.");
        shouldRefuse(
                y().array("x", "<f4", false, "(2, a)", new byte[4]),
                "",
                "'x' in FILE has a header that is none of NumPy's. Received: shape (2, a). Save it again.");
        shouldRefuse(
                y().entry("x", "hello, world".getBytes(StandardCharsets.UTF_8)),
                "",
                "'x' in FILE is not an array of NumPy. Expected: it begins with \\x93NUMPY. Save it again.");
        shouldRefuse(
                y().entry("x", new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 4, 0, 0, 0}),
                "",
                "'x' in FILE has version 4 of NumPy's format. Expected: 1, 2 or 3. Save it again.");
        shouldRefuse(
                y().entry("x", new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, 0, 0, 0, 1}),
                "",
                "'x' in FILE has a header of 16777216 bytes. Expected: at most 65536, as every array of plain numbers"
                        + " has.");
        shouldRefuse(
                y().entry("x", new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 9, 0, 1}),
                "",
                "'x' in FILE is damaged or cut short: the header ends too early. Fetch or save it again.");
    }

    @Test
    void shouldRefuseOptionsThatCannotBe() throws IOException {
        x().longs("y", "(2,)", 0, 1).write(file);
        shouldRefuse("'task': 'sort'", "Option 'task' of 'npz' is one of classes, values. Received: 'sort'.");
        shouldRefuse(
                "'task': 'values', 'split': {'stratify': true}",
                "'stratify' divides each class by itself, and 'y' holds values. Leave 'stratify' out, or say task:"
                        + " classes.");
        assertThatThrownBy(() -> Given.dataset("{'npz': {}}", folder)).hasMessage("Option 'file' of 'npz' is missing.");
        assertThatThrownBy(() -> Given.dataset("{'npz': {'file': 'a', 'wieghts': 'w'}}", folder))
                .isInstanceOf(DescriptionException.class)
                .hasMessageStartingWith("Unknown option of 'npz': 'wieghts'. Did you mean 'weights'?");
    }
}
