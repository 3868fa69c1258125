package dev.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.nn.Shape;
import dev.millrace.nn.data.Examples;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxFolderTest {
    private static final String LABELS = "t10k-labels-idx1-ubyte";

    @TempDir
    private Path folder;

    private Dataset digits;

    @BeforeEach
    void write() {
        digits = Digits.draw(30, 20, 1);
        IdxFolder.write(digits, folder);
    }

    @Test
    void shouldReadWhatItWrote() throws IOException {
        Path images = folder.resolve("train-images-idx3-ubyte");
        Files.write(folder.resolve(images.getFileName() + ".gz"), Gzip.of(Files.readAllBytes(images)));
        Files.delete(images);

        Dataset read = IdxFolder.read("digits", folder, Digits.SCHEMA);

        assertThat(read.name()).isEqualTo("digits");
        assertThat(read.schema()).isEqualTo(digits.schema());
        shouldBeEqual(read.train(), digits.train());
        shouldBeEqual(read.test(), digits.test());
    }

    @Test
    void shouldNameTheFilesThatAreMissing() throws IOException {
        Files.delete(folder.resolve(LABELS));
        assertThatThrownBy(() -> IdxFolder.read("mine", folder, Digits.SCHEMA))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("dataset 'mine' are missing in " + folder + ": " + LABELS + " (or");
    }

    @Test
    void shouldReadFilesThatAreNamedWithADot() throws IOException {
        for (String file : IdxFolder.FILES) {
            Files.move(folder.resolve(file), folder.resolve(file.replace("-idx", ".idx")));
        }
        Path zipped = folder.resolve("t10k-labels.idx1-ubyte");
        Files.write(folder.resolve("t10k-labels.idx1-ubyte.gz"), Gzip.of(Files.readAllBytes(zipped)));
        Files.delete(zipped);
        Dataset read = IdxFolder.read("digits", folder, Digits.SCHEMA);
        shouldBeEqual(read.train(), digits.train());
        shouldBeEqual(read.test(), digits.test());
    }

    @Test
    void shouldNameTheFilesThatAreThere() throws IOException {
        Files.delete(folder.resolve(LABELS));
        Files.createDirectory(folder.resolve(LABELS));
        shouldFail(folder, "In it: t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte/, train-images-idx3-ubyte, train-l");
        for (int i = 0; i < 10; i++) {
            Files.createFile(folder.resolve("a" + i));
        }
        shouldFail(folder, "In it: a0, a1, a2, a3, a4, a5, a6, a7 and 6 more. Put");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        shouldFail(empty, "The folder is empty. Put");
        shouldFail(folder.resolve("none"), "There is no such folder. Put");
        shouldFail(folder.resolve("a0"), "It is a file, not a folder. Put");
    }

    private static void shouldFail(Path folder, String message) {
        assertThatThrownBy(() -> IdxFolder.read("mine", folder, Digits.SCHEMA))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldRefuseAnotherNumberOfLabelsThanImages() throws IOException {
        Idx.write(folder.resolve(LABELS), Shape.of(19), new byte[19]);
        assertThatThrownBy(() -> IdxFolder.read("mine", folder, Digits.SCHEMA))
                .isInstanceOf(DatasetException.class)
                .hasMessageContainingAll(
                        "20 images in " + folder.resolve("t10k-images-idx3-ubyte"),
                        "19 labels in " + folder.resolve(LABELS));
    }

    @Test
    void shouldNameTheFileOfALabelOutsideTheClasses() throws IOException {
        byte[] labels = new byte[20];
        labels[7] = 11;
        Idx.write(folder.resolve(LABELS), Shape.of(20), labels);
        assertThatThrownBy(() -> IdxFolder.read("mine", folder, Digits.SCHEMA))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(folder.resolve(LABELS).toString())
                .hasMessageContaining("label 11 at index 7");
    }

    private static void shouldBeEqual(Examples received, Examples expected) {
        assertThat(received.size()).isEqualTo(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(received.label(i)).isEqualTo(expected.label(i));
            assertThat(input(received, i)).isEqualTo(input(expected, i));
        }
    }

    private static byte[] input(Examples examples, int index) {
        ByteBuffer input = ByteBuffer.allocate(28 * 28);
        examples.copyInput(index, input);
        return input.array();
    }
}
