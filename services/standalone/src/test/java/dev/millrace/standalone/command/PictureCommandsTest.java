package dev.millrace.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.standalone.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A person with pictures, or with arrays: trains on them, predicts, and scores.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PictureCommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Cli cli;
    private final Path folder;
    private final Path colours;
    private final Path arrays;
    private Cli.Answer pictured = new Cli.Answer(-1, "", "");
    private Cli.Answer arrayed = new Cli.Answer(-1, "", "");

    PictureCommandsTest(@TempDir Path folder) {
        this.folder = folder;
        this.cli = new Cli(folder);
        this.colours = folder.resolve("colours.keras");
        this.arrays = folder.resolve("arrays.keras");
    }

    @BeforeAll
    void train() throws IOException {
        Path run = Files.writeString(folder.resolve("colours.yaml"), """
                name: colours
                dataset: {images: {folder: colours, size: [8, 8], standardize: true}}
                fit: {epochs: 15, batch_size: 8}
                """);
        OwnData.colours(folder.resolve("colours"), 40);
        pictured = cli.run("train", run.toString(), "--verbose", "0", "--out", colours.toString());
        Path npz = OwnData.arrays(folder.resolve("arrays.npz"), 400);
        arrayed = cli.run(
                "train",
                "--npz",
                npz.toString(),
                "--optimizer",
                "nadam",
                "--epochs",
                "12",
                "--batch-size",
                "8",
                "--out",
                arrays.toString());
    }

    @Test
    void shouldTrainOnAFolderOfPictures() {
        assertThat(pictured.code()).as(pictured.err()).isZero();
        assertThat(pictured.out()).contains("Accuracy of Testing Set: 1.0000");
    }

    @Test
    void shouldPredictPicturesByTheNamesOfTheirFolders() throws IOException {
        String orange = folder.resolve("colours/orange/p0.jpg").toString();
        String violet = folder.resolve("colours/violet/p5.png").toString();
        String none = folder.resolve("none.png").toString();

        Cli.Answer answer = cli.run("predict", colours.toString(), orange, none, violet);

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.err()).isEqualTo("millrace: Cannot read the picture " + none + ": there is no such file.\n");
        List<String> lines = answer.out().lines().toList();
        assertThat(lines.get(0)).isEqualTo("image,prediction,p_orange,p_teal,p_violet");
        assertThat(lines.get(1)).startsWith(orange + ",orange,0.9");
        assertThat(lines.get(2)).startsWith(violet + ",violet,");
        assertThat(lines).hasSize(3);

        JsonNode line = JSON.readTree(
                cli.run("predict", colours.toString(), violet, "--json").out());
        assertThat(line.path("image").asText()).isEqualTo(violet);
        assertThat(line.path("prediction").asText()).isEqualTo("violet");
        assertThat(line.at("/probabilities/violet").asDouble()).isGreaterThan(0.9);
    }

    @Test
    void shouldScorePicturesByTheNamesOfTheirFolders() throws IOException {
        // Without orange, teal would be class 0.
        Path more = folder.resolve("more");
        OwnData.colours(more, 4);
        Files.move(more.resolve("orange"), folder.resolve("orange"));
        Cli.Answer some = cli.run("evaluate", colours.toString(), "--images", more.toString());
        assertThat(some.code()).as(some.err()).isZero();
        assertThat(some.out()).contains("Accuracy of Testing Set: 1.0000");

        Files.move(more.resolve("violet"), more.resolve("mauve"));
        Cli.Answer unknown = cli.run("evaluate", colours.toString(), "--images", more.toString());
        assertThat(unknown.err())
                .isEqualTo("millrace: Class 'mauve' in more is none that " + colours
                        + " knows. Expected: orange, teal, violet.\n");
        assertThat(unknown.code()).isEqualTo(1);
    }

    @Test
    void shouldTrainOnArraysAndPredictThem() throws IOException {
        assertThat(arrayed.code()).as(arrayed.err()).isZero();
        assertThat(arrayed.err()).contains("optimizer Nadam, loss sparse_categorical_crossentropy");
        Path more = OwnData.arrays(folder.resolve("more.npz"), 6);

        Cli.Answer answer = cli.run("predict", arrays.toString(), more.toString());

        assertThat(answer.code()).as(answer.err()).isZero();
        List<String> lines = answer.out().lines().toList();
        assertThat(lines.getFirst()).isEqualTo("row,prediction,p_0,p_1,p_2,p_3");
        assertThat(lines).hasSize(7);
        for (int i = 1; i <= 6; i++) {
            assertThat(lines.get(i)).startsWith(i + "," + (i - 1) % 4 + ",");
        }
        assertThat(cli.run("evaluate", arrays.toString(), "--npz", more.toString())
                        .out())
                .contains("Accuracy of Testing Set: 1.0000");
    }

    @Test
    void shouldScoreArraysThatHaveNotAllClasses() throws IOException {
        Path few = OwnData.arrays(folder.resolve("few.npz"), 2);
        Cli.Answer answer = cli.run("evaluate", arrays.toString(), "--npz", few.toString());
        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(answer.out()).contains("Accuracy of Testing Set: 1.0000");
    }

    @Test
    void shouldSayWhatTheModelExpects() {
        String picture = folder.resolve("colours/orange/p1.png").toString();
        Cli.Answer answer = cli.run("predict", arrays.toString(), picture);
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.err())
                .isEqualTo("millrace: " + arrays + " was trained with arrays. Received: " + picture
                        + ". Expected: a file of numpy.savez, .npz.\n");
        answer = cli.run("predict", colours.toString(), "rows.csv");
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.err())
                .isEqualTo("millrace: " + colours + " was not trained with a table, so it does not say how rows become"
                        + " inputs. Received: rows.csv. Expected: pictures, or arrays (.npz).\n");
    }
}
