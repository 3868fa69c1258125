package dev.millrace.datasets.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.Given;
import dev.millrace.datasets.PicturePreparation;
import dev.millrace.datasets.Schema;
import dev.millrace.datasets.Targets;
import dev.millrace.nn.DType;
import dev.millrace.nn.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagesSourceTest {
    private static final String ALL_TO_TRAIN = "'split': {'validation': 0, 'test': 0}";

    @TempDir
    private Path temporary;

    private Path folder;

    @BeforeEach
    void make() throws IOException {
        folder = Files.createDirectory(temporary.resolve("pets"));
    }

    private void put(String name, byte[] file) throws IOException {
        Path path = folder.resolve(name);
        Files.createDirectories(path.getParent());
        Files.write(path, file);
    }

    private Dataset open(String options) {
        return Given.dataset(
                "{'images': {'folder': '" + folder + "'" + (options.isEmpty() ? "" : ", " + options) + "}}", temporary);
    }

    private void shouldRefuse(String options, String message) {
        assertThatThrownBy(() -> open(options))
                .isInstanceOf(DatasetException.class)
                .hasMessage(message.replace("FOLDER", folder.toString()));
    }

    @Test
    void shouldReadAFolderForEachClass() throws IOException {
        put("dog/b.png", Pic.flat(2, 1, 3));
        put("cat/z.png", Pic.flat(2, 1, 1));
        put("cat/deeper/a.PNG", Pic.flat(2, 1, 0));
        put("dog/a.png", Pic.flat(2, 1, 2));
        Dataset dataset = open(ALL_TO_TRAIN);

        assertThat(dataset.name()).isEqualTo("pets");
        assertThat(dataset.schema())
                .isEqualTo(new Schema(
                        new Schema.Inputs(DType.U8, Shape.of(1, 2, 1), 1 / 255f),
                        new Targets.Classes(2, List.of("cat", "dog")),
                        new PicturePreparation(1, 2, 1)));
        assertThat(Given.labels(dataset.train())).containsExactly(0, 0, 1, 1);
        for (int i = 0; i < 4; i++) {
            assertThat(Given.inputs(dataset, dataset.train(), i)).containsExactly((double) i, (double) i);
        }
        assertThat(dataset.test().size()).isZero();
        assertThat(dataset.notes()).isEmpty();
    }

    @Test
    void shouldReadSplitsFromTheirFolders() throws IOException {
        put("Train/no/1.png", Pic.flat(1, 1, 1));
        put("Train/yes/2.png", Pic.flat(1, 1, 2));
        put("val/yes/3.png", Pic.flat(1, 1, 3));
        put("test/no/4.png", Pic.flat(1, 1, 4));
        put("test/yes/5.png", Pic.flat(1, 1, 5));
        put("readme.txt", new byte[1]);
        put("drafts/6.png", Pic.flat(1, 1, 6));
        Dataset dataset = open("");
        assertThat(Given.labels(dataset.train())).containsExactly(0, 1);
        assertThat(Given.labels(dataset.validation())).containsExactly(1);
        assertThat(Given.labels(dataset.test())).containsExactly(0, 1);
        assertThat(Given.inputs(dataset, dataset.test(), 1)).containsExactly(5.0);
        assertThat(dataset.notes())
                .containsExactly(
                        "Files passed over, as they are not PNG, JPEG, GIF or BMP by their names: 1 .txt.",
                        "Folders passed over, beside those of the splits: drafts.");
        shouldRefuse(
                "'split': {'test': 0.1}",
                "FOLDER is divided into folders to train with and to score on. Received: option 'split'. Leave it out.");
    }

    @Test
    void shouldDivideTheFolderToTrainWithWhereThereIsNoOther() throws IOException {
        for (int i = 0; i < 10; i++) {
            put("train/no/" + i + ".png", Pic.flat(1, 1, i));
            put("train/yes/" + i + ".png", Pic.flat(1, 1, i));
        }
        Dataset dataset = open("'split': {'validation': 0, 'test': 0.2, 'stratify': true}");
        assertThat(dataset.train().size()).isEqualTo(16);
        assertThat(Given.labels(dataset.test())).containsExactly(0, 0, 1, 1);
    }

    @Test
    void shouldTakeATrainForAClass() throws IOException {
        put("train/1.png", Pic.flat(1, 1, 1));
        put("test/1.png", Pic.flat(1, 1, 1));
        put("bus/1.png", Pic.flat(1, 1, 1));
        assertThat(open(ALL_TO_TRAIN).schema().targets())
                .isEqualTo(new Targets.Classes(3, List.of("bus", "test", "train")));
    }

    @Test
    void shouldOrderNumbersByTheirSize() throws IOException {
        for (int i : new int[] {10, 9, 0, 2}) {
            put(i + "/a.png", Pic.flat(1, 1, i));
        }
        Dataset dataset = open(ALL_TO_TRAIN);
        assertThat(dataset.schema().targets()).isEqualTo(new Targets.Classes(4, List.of("0", "2", "9", "10")));
        assertThat(Given.inputs(dataset, dataset.train(), 3)).containsExactly(10.0);
        put("x/a.png", Pic.flat(1, 1, 1));
        assertThat(open(ALL_TO_TRAIN).schema().targets())
                .isEqualTo(new Targets.Classes(5, List.of("0", "10", "2", "9", "x")));
    }

    @Test
    void shouldPassOverAndCountWhatIsNoPicture() throws IOException {
        put("cat/1.png", Pic.flat(1, 1, 1));
        put("dog/1.png", Pic.flat(1, 1, 1));
        put("cat/Thumbs.db", new byte[1]);
        put("cat/IMG_1.HEIC", new byte[1]);
        put("dog/IMG_2.heic", new byte[1]);
        put("dog/LICENSE", new byte[1]);
        put("dog/.hidden.png", new byte[1]);
        put(".git/config", new byte[1]);
        put("__MACOSX/cat/1.png", new byte[1]);
        put("dog/.thumbs/1.png", new byte[1]);
        put("loose.jpg", new byte[1]);
        Dataset dataset = open(ALL_TO_TRAIN);
        assertThat(dataset.train().size()).isEqualTo(2);
        assertThat(dataset.notes())
                .containsExactly(
                        "Files passed over, as they are not PNG, JPEG, GIF or BMP by their names: 1 .db, 2 .heic, 1"
                                + " without an ending.",
                        "Hidden files and folders passed over: 4.",
                        "Pictures passed over, as they lie in no class's folder: 1.");
    }

    @Test
    void shouldBeInColourWhereAnyPictureIs() throws IOException {
        put("cat/1.png", Pic.flat(1, 1, 7));
        put("dog/1.png", Pic.rgb(1, 1, 0xff0000));
        Dataset color = open(ALL_TO_TRAIN);
        assertThat(color.schema().inputs().shape()).isEqualTo(Shape.of(1, 1, 3));
        assertThat(Given.inputs(color, color.train(), 0)).containsExactly(7.0, 7.0, 7.0);
        assertThat(Given.inputs(color, color.train(), 1)).containsExactly(255.0, 0.0, 0.0);

        Dataset gray = open("'color': 'gray', " + ALL_TO_TRAIN);
        assertThat(gray.schema().inputs().shape()).isEqualTo(Shape.of(1, 1, 1));
        assertThat(Given.inputs(gray, gray.train(), 1)).containsExactly(76.0);
    }

    @Test
    void shouldAskForASizeWhereThereAreSeveral() throws IOException {
        put("cat/1.png", Pic.flat(300, 200, 1));
        put("cat/2.png", Pic.flat(300, 200, 1));
        put("dog/1.png", Pic.flat(400, 300, 1));
        shouldRefuse(
                "",
                "Pictures in FOLDER have 2 sizes, height x width: 200 x 300 (2), 300 x 400 (1). Say the size that they"
                        + " are to get, like size: [180, 270].");
        Dataset dataset = open("'size': [20, 30], " + ALL_TO_TRAIN);
        assertThat(dataset.schema().preparation()).isEqualTo(new PicturePreparation(20, 30, 1));
        put("dog/1.png", Pic.flat(5000, 2, 1));
        put("cat/1.png", Pic.flat(5000, 2, 1));
        Files.delete(folder.resolve("cat/2.png"));
        shouldRefuse(
                "",
                "Pictures in FOLDER have a very large size, height x width: 2 x 5000 (2). Say the size that they are to"
                        + " get, like size: [2, 4096].");
    }

    @Test
    void shouldMakeTheSameInputsInTrainingAndPrediction() throws IOException {
        byte[] photo = Pic.resource("progressive.jpg");
        byte[] exif = Pic.with("Exif\0\0".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), 6, Pic.exif(6, true));
        put("cat/1.jpg", Pic.withSegment(photo, 0xe1, exif));
        put("cat/2.png", Pic.resource("rgba.png"));
        put("dog/1.gif", Pic.resource("palette.gif"));
        put("dog/2.png", Pic.resource("gray16.png"));
        Dataset dataset = open("'size': [7, 5], " + ALL_TO_TRAIN);
        PicturePreparation preparation = (PicturePreparation) dataset.schema().preparation();
        List<String> files = List.of("cat/1.jpg", "cat/2.png", "dog/1.gif", "dog/2.png");
        for (int i = 0; i < files.size(); i++) {
            assertThat(Given.input(dataset, dataset.train(), i).array())
                    .isEqualTo(Pictures.read(folder.resolve(files.get(i)), preparation));
        }
    }

    @Test
    void shouldKeepTheOrderWhoeverDecodesFirst() throws IOException {
        long bytes = 0;
        for (int i = 0; i < 60; i++) {
            // Large ones take longer.
            int side = i % 7 == 0 ? 900 : 3;
            byte[] file = Pic.flat(side, side, i);
            String name = (i < 30 ? "a/" : "b/") + String.format(java.util.Locale.ROOT, "%03d.png", i);
            put(name, file);
            bytes += file.length;
        }
        List<Long> told = new ArrayList<>();
        long total = bytes;
        Dataset dataset = Datasets.source(
                        Given.json("{'images': {'folder': '" + folder + "', 'size': [1, 2], " + ALL_TO_TRAIN + "}}"))
                .open(new DataFolders(Optional.empty(), temporary), (name, received, of) -> {
                    assertThat(name).isEqualTo("pets");
                    assertThat(of).isEqualTo(total);
                    told.add(received);
                });
        for (int i = 0; i < 60; i++) {
            assertThat(Given.inputs(dataset, dataset.train(), i)).containsExactly((double) i, (double) i);
            assertThat(dataset.train().label(i)).isEqualTo(i / 30);
        }
        assertThat(told).hasSize(60).isSorted().endsWith(total);
    }

    @Test
    void shouldNameEveryPictureThatIsBroken() throws IOException {
        put("cat/1.png", Pic.flat(2, 2, 1));
        put("dog/1.png", Arrays.copyOf(Pic.flat(50, 50, 1), 60));
        put("dog/2.jpg", Pic.resource("cmyk.jpg"));
        put("dog/3.png", new byte[0]);
        assertThatThrownBy(() -> open("'size': [2, 2], 'color': 'gray'"))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith("Pictures that cannot be read: 3 of 4. Mend or remove them. "
                        + folder.resolve("dog/1.png") + " is a picture that cannot be decoded: ")
                .hasMessageContaining(" " + folder.resolve("dog/2.jpg") + " is a JPEG of four components (CMYK")
                .hasMessageEndingWith(" " + folder.resolve("dog/3.png")
                        + " is a file without any bytes, not a picture. Give a PNG or JPEG file.");
        for (int i = 4; i < 9; i++) {
            put("dog/" + i + ".png", new byte[0]);
        }
        assertThatThrownBy(() -> open(""))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith("Pictures that cannot be read: 7 of 9. Mend")
                .hasMessageEndingWith(" And 2 more.");
    }

    @Test
    void shouldRefuseFoldersWithoutClasses() throws IOException {
        Path none = folder.resolve("none");
        assertThatThrownBy(() -> Given.dataset("{'images': {'folder': '" + none + "'}}", temporary))
                .hasMessage("There is no folder " + none + ".");
        Path file = Files.createFile(temporary.resolve("file"));
        assertThatThrownBy(() -> Given.dataset("{'images': {'folder': '" + file + "'}}", temporary))
                .hasMessage(file + " is a file. Expected: a folder with a folder of pictures for each class.");
        shouldRefuse("", "FOLDER has no folders. Expected: a folder of pictures for each class.");
        put("1.png", Pic.flat(1, 1, 1));
        shouldRefuse(
                "",
                "FOLDER has no folders. Expected: a folder of pictures for each class. Pictures passed over, as they lie"
                        + " in no class's folder: 1.");
        put("cat/1.png", Pic.flat(1, 1, 1));
        shouldRefuse("", "FOLDER has one class folder: cat. Expected: at least two.");
        Files.createDirectories(folder.resolve("cat/tabby"));
        Files.createDirectories(folder.resolve("cat/siamese"));
        shouldRefuse(
                "",
                "FOLDER has one class folder: cat. Expected: at least two. In it there are: siamese, tabby. If those are"
                        + " the classes, name FOLDER/cat.");
        put("dog/1.heic", new byte[1]);
        shouldRefuse(
                "",
                "Class folder FOLDER/dog has no pictures (PNG, JPEG, GIF or BMP). Files passed over, as they are not"
                        + " PNG, JPEG, GIF or BMP by their names: 1 .heic. Put pictures there, or remove the folder.");
    }

    @Test
    void shouldRefuseSplitsThatDoNotFit() throws IOException {
        put("train/cat/1.png", Pic.flat(1, 1, 1));
        put("train/dog/1.png", Pic.flat(1, 1, 1));
        put("test/bird/1.png", Pic.flat(1, 1, 1));
        shouldRefuse(
                "",
                "FOLDER/test has a class that there is none of to train with: bird. Those to train with: cat, dog.");
        put("val/cat/1.png", Pic.flat(1, 1, 1));
        put("valid/cat/1.png", Pic.flat(1, 1, 1));
        assertThatThrownBy(() -> open(""))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(folder + " has two folders for one split: val")
                .hasMessageEndingWith(". Leave one.");
    }

    /// Kaggle's: pictures without a class, to be predicted.
    @Test
    void shouldRefuseToTestOnWhatHasNoClass() throws IOException {
        put("train/cat/1.png", Pic.flat(1, 1, 1));
        put("train/dog/1.png", Pic.flat(1, 1, 1));
        put("test/1.png", Pic.flat(1, 1, 1));
        shouldRefuse(
                "",
                "FOLDER/test has no folders. Expected: a folder of pictures for each class. Pictures passed over, as they"
                        + " lie in no class's folder: 1.");
    }

    @Test
    void shouldRefuseOptionsThatCannotBe() {
        String size = "Option 'size' of 'images' is [height, width] in pixels, from 1 to 4096. Received: ";
        shouldRefuse("'size': [10]", size + "[10].");
        shouldRefuse("'size': [0, 10]", size + "[0, 10].");
        shouldRefuse("'size': [10, 5000]", size + "[10, 5000].");
        shouldRefuse("'color': 'sepia'", "Option 'color' of 'images' is one of gray, rgb. Received: 'sepia'.");
        assertThatThrownBy(() -> Given.dataset("{'images': {}}", temporary))
                .hasMessage("Option 'folder' of 'images' is missing.");
    }
}
