package dev.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.nn.DType;
import dev.millrace.nn.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdxSourceTest {
    private static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
    private static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
    private static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
    private static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

    @TempDir
    private Path temporary;

    private Path folder;

    /// Two pictures of 1 x 2 pixels to train with, of classes 0 and 2, and one to test on, of class 1.
    @BeforeEach
    void write() throws IOException {
        folder = Files.createDirectory(temporary.resolve("mine"));
        put(TRAIN_IMAGES, RawType.UINT8, Shape.of(2, 1, 2), 0, 1, 2, 255);
        put(TRAIN_LABELS, RawType.UINT8, Shape.of(2), 0, 2);
        put(TEST_IMAGES, RawType.UINT8, Shape.of(1, 1, 2), 7, 8);
        put(TEST_LABELS, RawType.UINT8, Shape.of(1), 1);
    }

    private void put(String name, RawType type, Shape shape, double... values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * type.bytes());
        for (double value : values) {
            switch (type) {
                case UINT8, INT8 -> bytes.put((byte) value);
                case INT16 -> bytes.putShort((short) value);
                case INT32 -> bytes.putInt((int) value);
                case FLOAT32 -> bytes.putFloat((float) value);
                case FLOAT64 -> bytes.putDouble(value);
                case BOOL, UINT16, UINT32, UINT64, INT64, FLOAT16 -> throw new IllegalArgumentException();
            }
        }
        Idx.write(folder.resolve(name), type, shape, bytes.array());
    }

    private Dataset open(String options) {
        return Given.dataset(
                "{'idx': {'folder': '" + folder + "'" + (options.isEmpty() ? "" : ", " + options) + "}}", temporary);
    }

    private void shouldRefuse(String options, String message) {
        assertThatThrownBy(() -> open(options))
                .isInstanceOf(DatasetException.class)
                .hasMessage(message.replace("FOLDER", folder.toString()));
    }

    @Test
    void shouldReadAnyPictures() {
        Dataset dataset = open("");
        assertThat(dataset.name()).isEqualTo("mine");
        assertThat(dataset.schema())
                .isEqualTo(new Schema(
                        new Schema.Inputs(DType.U8, Shape.of(1, 2), 1 / 255f),
                        new Targets.Classes(3),
                        new PicturePreparation(1, 2, 1)));
        assertThat(Given.labels(dataset.train())).containsExactly(0, 2);
        assertThat(Given.inputs(dataset, dataset.train(), 0)).containsExactly(0.0, 1.0);
        assertThat(Given.inputs(dataset, dataset.train(), 1)).containsExactly(2.0, 255.0);
        assertThat(Given.labels(dataset.test())).containsExactly(1);
        assertThat(Given.inputs(dataset, dataset.test(), 0)).containsExactly(7.0, 8.0);
    }

    @Test
    void shouldReadThreeHundredClasses() throws IOException {
        double[] labels = new double[600];
        double[] pixels = new double[600];
        for (int i = 0; i < 600; i++) {
            labels[i] = i % 300;
            pixels[i] = i % 256;
        }
        put(TRAIN_IMAGES, RawType.UINT8, Shape.of(600, 1, 1), pixels);
        put(TRAIN_LABELS, RawType.INT16, Shape.of(600), labels);
        put(TEST_IMAGES, RawType.UINT8, Shape.of(1, 1, 1), 9);
        put(TEST_LABELS, RawType.INT32, Shape.of(1), 299);
        Dataset dataset = open("");
        assertThat(dataset.schema().targets()).isEqualTo(new Targets.Classes(300));
        assertThat(dataset.schema().targets().dtype()).isEqualTo(DType.I32);
        for (int i = 0; i < 600; i++) {
            assertThat(dataset.train().label(i)).isEqualTo(i % 300);
            assertThat(Given.inputs(dataset, dataset.train(), i)).containsExactly((double) (i % 256));
        }
        assertThat(dataset.test().label(0)).isEqualTo(299);

        Path copy = temporary.resolve("copy");
        IdxFolder.write(dataset, copy);
        Dataset again = Given.dataset("{'idx': {'folder': '" + copy + "'}}", temporary);
        assertThat(Given.labels(again.train())).isEqualTo(Given.labels(dataset.train()));
        assertThat(again.schema()).isEqualTo(dataset.schema());
    }

    @ParameterizedTest
    @CsvSource({
        "UINT8, U8, 0.003921569",
        "INT8, I32, 1",
        "INT16, I32, 1",
        "INT32, I32, 1",
        "FLOAT32, F32, 1",
        "FLOAT64, F32, 1"
    })
    void shouldReadNumbersOfEveryType(RawType type, DType dtype, float scale) throws IOException {
        put(TRAIN_IMAGES, type, Shape.of(2, 1, 2), 1, 2, 3, 100);
        put(TEST_IMAGES, type, Shape.of(1, 1, 2), 5, 6);
        Dataset dataset = open("");
        assertThat(dataset.schema().inputs()).isEqualTo(new Schema.Inputs(dtype, Shape.of(1, 2), scale));
        assertThat(dataset.schema().preparation())
                .isEqualTo(dtype == DType.U8 ? new PicturePreparation(1, 2, 1) : new Preparation.Arrays());
        assertThat(Given.inputs(dataset, dataset.train(), 1)).containsExactly(3.0, 100.0);
        assertThat(Given.inputs(dataset, dataset.test(), 0)).containsExactly(5.0, 6.0);
    }

    @Test
    void shouldReadColoursAndOtherChannels() throws IOException {
        Files.delete(folder.resolve(TRAIN_IMAGES));
        Files.delete(folder.resolve(TEST_IMAGES));
        put("train-images-idx4-ubyte", RawType.UINT8, Shape.of(2, 1, 1, 3), 1, 2, 3, 4, 5, 6);
        put("t10k-images.idx4-ubyte", RawType.UINT8, Shape.of(1, 1, 1, 3), 7, 8, 9);
        Dataset color = open("'scale': 1");
        assertThat(color.schema().inputs()).isEqualTo(new Schema.Inputs(DType.U8, Shape.of(1, 1, 3), 1));
        assertThat(color.schema().preparation()).isEqualTo(new PicturePreparation(1, 1, 3));
        assertThat(Given.inputs(color, color.train(), 1)).containsExactly(4.0, 5.0, 6.0);
        put("train-images-idx4-ubyte", RawType.UINT8, Shape.of(2, 1, 1, 2), 1, 2, 3, 4);
        put("t10k-images.idx4-ubyte", RawType.UINT8, Shape.of(1, 1, 1, 2), 7, 8);
        assertThat(open("").schema().preparation()).isEqualTo(new Preparation.Arrays());
    }

    @Test
    void shouldPrepareDigitsLikeThoseOfMnist() {
        IdxFolder.write(Digits.draw(20, 10, 1), folder);
        assertThat(open("").schema()).isEqualTo(Digits.SCHEMA);
    }

    @Test
    void shouldReadGzippedFiles() throws IOException {
        for (String name : IdxFolder.FILES) {
            Path file = folder.resolve(name);
            Files.write(folder.resolve(name + ".gz"), Gzip.of(Files.readAllBytes(file)));
            Files.delete(file);
        }
        assertThat(Given.labels(open("").train())).containsExactly(0, 2);
    }

    @Test
    void shouldNameClasses() {
        assertThat(open("'names': ['a', 'b', 'c']").schema().targets())
                .isEqualTo(new Targets.Classes(3, List.of("a", "b", "c")));
        assertThat(open("'names': ['a', 'b', 'c', 'd']").schema().targets())
                .isEqualTo(new Targets.Classes(4, List.of("a", "b", "c", "d")));
        shouldRefuse(
                "'names': ['a', 'b']",
                "Each class has a name. Received: 2 names, and class 2 in FOLDER/train-labels-idx1-ubyte. Expected: at"
                        + " least 3 names.");
    }

    @Test
    void shouldRefuseLabelsThatAreNone() throws IOException {
        put(TEST_LABELS, RawType.UINT8, Shape.of(1), 3);
        shouldRefuse(
                "",
                "FOLDER/t10k-labels-idx1-ubyte holds 3 at [0]. Expected: classes from 0 to 2, as those of the examples to"
                        + " train with.");
        put(TRAIN_LABELS, RawType.INT16, Shape.of(2), 1, -1);
        shouldRefuse("", "FOLDER/train-labels-idx1-ubyte holds -1 at [1]. Expected: class numbers from 0 on.");
        put(TRAIN_LABELS, RawType.INT32, Shape.of(2), 1, Integer.MAX_VALUE);
        shouldRefuse("", "FOLDER/train-labels-idx1-ubyte holds 2147483647, which is no class number.");
        put(TRAIN_LABELS, RawType.FLOAT32, Shape.of(2), 1, 2);
        shouldRefuse(
                "",
                "FOLDER/train-labels-idx1-ubyte is not an IDX file of whole numbers along 1 axis. Received: 32-bit floats"
                        + " along 1 axis; it starts with '00 00 0d 01'. Expected: '00 00', the type, and the number of"
                        + " axes. Convert the values, or fetch another file.");
    }

    @Test
    void shouldRefuseFilesThatDoNotFitTogether() throws IOException {
        put(TRAIN_LABELS, RawType.UINT8, Shape.of(3), 0, 1, 2);
        shouldRefuse(
                "",
                "Each image has a label. Received: 2 images in FOLDER/train-images-idx3-ubyte, 3 labels in"
                        + " FOLDER/train-labels-idx1-ubyte. Fetch both files again.");
        put(TEST_IMAGES, RawType.UINT8, Shape.of(1, 2, 1), 7, 8);
        shouldRefuse(
                "",
                "Inputs to train with and to test on are alike. Received: uint8 of shape (2, 1, 2) in"
                        + " FOLDER/train-images-idx3-ubyte, uint8 of shape (1, 2, 1) in FOLDER/t10k-images-idx3-ubyte.");
        put(TEST_IMAGES, RawType.FLOAT32, Shape.of(1, 1, 2), 7, 8);
        shouldRefuse(
                "",
                "Inputs to train with and to test on are alike. Received: uint8 of shape (2, 1, 2) in"
                        + " FOLDER/train-images-idx3-ubyte, float32 of shape (1, 1, 2) in FOLDER/t10k-images-idx3-ubyte.");
        Files.delete(folder.resolve(TEST_LABELS));
        assertThatThrownBy(() -> open(""))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith("Files of dataset 'mine' are missing in " + folder + ": " + TEST_LABELS);
    }

    @Test
    void shouldRefuseNumbersThatAreNone() throws IOException {
        put(TRAIN_IMAGES, RawType.FLOAT32, Shape.of(2, 1, 2), 1, 2, 3, Double.NaN);
        put(TEST_IMAGES, RawType.FLOAT32, Shape.of(1, 1, 2), 1, 2);
        shouldRefuse(
                "",
                "FOLDER/train-images-idx3-ubyte holds NaN at [1, 0, 1]. Expected: numbers that are finite, no larger than"
                        + " 3.4e38, and exact as float32 where they are whole.");
    }

    @Test
    void shouldRefuseWhatIsCutShortOrGoesOn() throws IOException {
        Path images = folder.resolve(TRAIN_IMAGES);
        byte[] whole = Files.readAllBytes(images);
        Files.write(images, Arrays.copyOf(whole, whole.length - 1));
        shouldRefuse(
                "",
                "FOLDER/train-images-idx3-ubyte is damaged or cut short: it ends after 3 of 4 values of shape (2, 1, 2)."
                        + " Fetch or save it again.");
        Files.write(images, Arrays.copyOf(whole, whole.length + 1));
        shouldRefuse(
                "",
                "FOLDER/train-images-idx3-ubyte goes on after its end. Expected: no more than the 4 values of shape (2,"
                        + " 1, 2). Fetch the file again.");
        byte[] huge = whole.clone();
        huge[4] = 0x7f;
        Files.write(images, huge);
        shouldRefuse(
                "",
                "FOLDER/train-images-idx3-ubyte is truncated. Expected: 4261412868 bytes of values, for shape (2130706434,"
                        + " 1, 2). Fetch the file again.");
        byte[] zipped = Gzip.of(whole);
        Files.write(images, Arrays.copyOf(zipped, zipped.length - 12));
        assertThatThrownBy(() -> open(""))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(images + " is damaged");
    }

    @Test
    void shouldRefuseArraysOfOtherRanks() throws IOException {
        put(TRAIN_IMAGES, RawType.UINT8, Shape.of(2, 2), 1, 2, 3, 4);
        shouldRefuse(
                "",
                "FOLDER/train-images-idx3-ubyte is not an IDX file of numbers along 3 or 4 axes. Received: unsigned bytes"
                        + " along 2 axes; it starts with '00 00 08 02'. Expected: '00 00', the type, and the number of"
                        + " axes. Is it another of the four files, renamed?");
        assertThatThrownBy(() -> Given.dataset("{'idx': {}}", temporary))
                .hasMessage("Option 'folder' of 'idx' is missing.");
    }

    @Test
    void shouldWriteOnlyWhatIdxFilesOfBytesHold() throws IOException {
        put(TRAIN_IMAGES, RawType.FLOAT32, Shape.of(2, 1, 2), 1, 2, 3, 4);
        put(TEST_IMAGES, RawType.FLOAT32, Shape.of(1, 1, 2), 1, 2);
        Dataset floats = open("");
        assertThatThrownBy(() -> IdxFolder.write(floats, temporary.resolve("copy")))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(
                        "Bytes with class numbers are written as IDX files. Received: inputs of F32 and");
    }
}
