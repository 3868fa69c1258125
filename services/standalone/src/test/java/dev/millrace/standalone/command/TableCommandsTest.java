package dev.millrace.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.standalone.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A person with tables: trains on them, predicts from rows, and scores.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TableCommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Cli cli;
    private final Path folder;
    private final Path flowers;
    private final Path houses;
    private Cli.Answer classified = new Cli.Answer(-1, "", "");
    private Cli.Answer fitted = new Cli.Answer(-1, "", "");

    TableCommandsTest(@TempDir Path folder) {
        this.folder = folder;
        this.cli = new Cli(folder);
        this.flowers = folder.resolve("flowers.keras");
        this.houses = folder.resolve("houses.safetensors");
    }

    @BeforeAll
    void train() throws IOException {
        Path rows = OwnData.flowers(folder.resolve("flowers.csv"), 300);
        classified = cli.run(
                "train",
                "--csv",
                rows.toString(),
                "--target",
                "species",
                "--epochs",
                "12",
                "--batch-size",
                "8",
                "--out",
                flowers.toString());
        Path more = OwnData.houses(folder.resolve("houses.csv"), 400);
        fitted = cli.run(
                "train",
                "--csv",
                more.toString(),
                "--target",
                "Miete",
                "--epochs",
                "25",
                "--batch-size",
                "8",
                "--verbose",
                "0",
                "--json",
                "--out",
                houses.toString());
    }

    @Test
    void shouldSayHowItReadTheDataAndWhichNetworkItTrains() {
        assertThat(classified.code()).as(classified.err()).isZero();
        assertThat(classified.err())
                .contains("flowers.csv: 300 rows, 4 columns, divided by ','")
                .contains("Target: species, 3 classes: \"wild\" oat, lily, white, rose.")
                .contains("210 rows to train with, 30 to validate with, 60 to test on.")
                .contains("Default network: (4,) -> dense 32 relu -> dropout 0.1 -> dense 16 relu -> dense 3 softmax;"
                        + " optimizer Adam, loss sparse_categorical_crossentropy.")
                .containsPattern("Run flowers-\\S+: data-loader, trainer and evaluator at");
        assertThat(classified.out())
                .contains("Epoch 12/12")
                .contains("val_accuracy")
                .contains("Accuracy of Testing Set: 1.0000");
    }

    @Test
    void shouldPredictClassesOfRowsWithoutTheirTarget() throws IOException {
        Path rows = Files.writeString(folder.resolve("new.csv"), """
                meadow,sepal,petal
                north,5.1,0.1
                south,1.05,5.9
                """);

        Cli.Answer answer = cli.run("predict", flowers.toString(), rows.toString());

        assertThat(answer.code()).as(answer.err()).isZero();
        List<String> lines = answer.out().lines().toList();
        assertThat(lines.getFirst()).isEqualTo("row,prediction,\"p_\"\"wild\"\" oat\",\"p_lily, white\",p_rose");
        assertThat(lines.get(1)).matches("1,rose,[0-9.E-]+,[0-9.E-]+,(0\\.9\\d*|1\\.0)");
        assertThat(lines.get(2)).matches("2,\"lily, white\",[0-9.E-]+,(0\\.9\\d*|1\\.0),[0-9.E-]+");
        assertThat(lines).hasSize(3);
        assertThat(answer.err()).isEmpty();
    }

    @Test
    void shouldPredictInJsonAndSayWhatItNeverSaw() throws IOException {
        Path rows = Files.writeString(folder.resolve("far.csv"), """
                petal,sepal,meadow,species
                3.0,3.0,east,unknown
                """);

        Cli.Answer answer = cli.run("predict", flowers.toString(), rows.toString(), "--json");

        assertThat(answer.code()).as(answer.err()).isZero();
        JsonNode line = JSON.readTree(answer.out());
        assertThat(line.path("row").asInt()).isEqualTo(1);
        assertThat(line.path("prediction").asText()).isEqualTo("\"wild\" oat");
        assertThat(line.at("/probabilities/rose").isNumber()).isTrue();
        assertThat(answer.err())
                .isEqualTo(
                        "millrace: column 'meadow': in 1 row there is a text that no row to train with had; its input"
                                + " is 0.\n");
    }

    @Test
    void shouldPredictManyRowsIntoAFile() throws IOException {
        Path rows = OwnData.flowers(folder.resolve("many.csv"), 3000);
        Path out = folder.resolve("many-predicted.csv");

        Cli.Answer answer = cli.run("predict", flowers.toString(), rows.toString(), "--out", out.toString());

        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(answer.out()).isEmpty();
        List<String> lines = Files.readAllLines(out);
        assertThat(lines).hasSize(3001);
        for (int i = 1; i <= 3000; i++) {
            String expected =
                    List.of("rose", "\"\"\"wild\"\" oat\"", "\"lily, white\"").get((i - 1) % 3);
            assertThat(lines.get(i)).startsWith(i + "," + expected + ",");
        }
    }

    @Test
    void shouldNameFilesWhereThereAreSeveral() {
        String rows = folder.resolve("flowers.csv").toString();
        List<String> lines =
                cli.run("predict", flowers.toString(), rows, rows).out().lines().toList();
        assertThat(lines).hasSize(601);
        assertThat(lines.getFirst()).startsWith("file,row,prediction,");
        assertThat(lines.get(301)).startsWith(rows + ",1,rose,");
    }

    @Test
    void shouldPredictValuesByTheNameOfTheirColumn() throws IOException {
        assertThat(fitted.code()).as(fitted.out()).isZero();
        Path rows = Files.writeString(folder.resolve("offers.csv"), "Ort;Fläche\nBern;100,0\nZug;100,0\n");

        List<String> lines = cli.run("predict", houses.toString(), rows.toString())
                .out()
                .lines()
                .toList();

        assertThat(lines.getFirst()).isEqualTo("row,Miete");
        assertThat(Double.parseDouble(lines.get(1).substring(2))).isCloseTo(2.0, Offset.offset(0.5));
        assertThat(Double.parseDouble(lines.get(2).substring(2))).isCloseTo(4.0, Offset.offset(0.5));
    }

    @Test
    void shouldReadAFileThatIsWrittenOtherwise() throws IOException {
        Path rows = Files.writeString(folder.resolve("english.csv"), "Ort,Fläche\nBern,100.0\n");
        Path same = Files.writeString(folder.resolve("german.csv"), "Ort;Fläche\nBern;100,0\n");

        Cli.Answer english =
                cli.run("predict", houses.toString(), rows.toString(), "--decimal", ".", "--delimiter", ",", "--json");
        Cli.Answer german = cli.run("predict", houses.toString(), same.toString(), "--json");

        assertThat(english.code()).as(english.err()).isZero();
        assertThat(english.out()).isEqualTo(german.out()).contains("\"values\":{\"Miete\":");
    }

    @Test
    void shouldScoreAllRowsOfAFile() throws IOException {
        Cli.Answer all = cli.run(
                "evaluate",
                flowers.toString(),
                "--csv",
                folder.resolve("flowers.csv").toString());
        assertThat(all.code()).as(all.err()).isZero();
        assertThat(all.out()).contains("Accuracy of Testing Set: 1.0000");

        // Half of them are called what they are not.
        String text = Files.readString(folder.resolve("flowers.csv"));
        Path wrong = Files.writeString(
                folder.resolve("wrong.csv"),
                text
                        + text.replace("\"rose\"", "x")
                                .replace("\"lily, white\"", "\"rose\"")
                                .replace("\"\"\"wild\"\" oat\"", "\"lily, white\"")
                                .replace("x", "\"\"\"wild\"\" oat\"")
                                .split("\n", 2)[1]);
        Cli.Answer half =
                cli.run("evaluate", flowers.toString(), "--csv", wrong.toString(), "--target", "species", "--json");
        assertThat(half.code()).as(half.err()).isZero();
        assertThat(JSON.readTree(half.out()).path("accuracy").asDouble()).isEqualTo(0.5, Offset.offset(1e-9));
    }

    @Test
    void shouldNameRowAndColumnOfWhatCannotBeRead() throws IOException {
        Path rows = Files.writeString(folder.resolve("gap.csv"), "petal,sepal,meadow\n1,2,north\n,2,north\n");
        Path out = folder.resolve("gap-out.csv");

        Cli.Answer answer = cli.run("predict", flowers.toString(), rows.toString(), "--out", out.toString());

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.err()).startsWith("millrace: gap.csv, line 3, column 'petal': the value is missing.");
        assertThat(out).doesNotExist();

        Path few = Files.writeString(folder.resolve("few.csv"), "petal,meadow\n1,north\n");
        assertThat(cli.run("predict", flowers.toString(), few.toString()).err())
                .startsWith("millrace: few.csv has no column 'sepal', which the model was trained with.");
    }

    @Test
    void shouldRefuseWhatIsNotLikeTheDataToTrainWith() throws IOException {
        Path npz = OwnData.arrays(folder.resolve("a.npz"), 4);
        String csv = folder.resolve("flowers.csv").toString();
        assertRefused(
                flowers + " was trained with a table. Received: " + npz + ". Expected: a CSV or Parquet file.",
                "predict",
                flowers.toString(),
                npz.toString());
        assertRefused(
                flowers + " was trained with target species. Received: meadow.",
                "evaluate",
                flowers.toString(),
                "--csv",
                csv,
                "--target",
                "meadow");
        assertRefused(
                "How rows become inputs is in " + flowers + ". Received: 'missing'. Leave it out.",
                "evaluate",
                flowers.toString(),
                "--csv",
                csv,
                "--missing",
                "mean");
        assertRefused(
                flowers + " was trained with inputs F32 (4,). Received: U8 (28, 28), scaled by 0.003921569 in digits.",
                "evaluate",
                flowers.toString(),
                "--dataset",
                "digits");
    }

    @Test
    void shouldKeepTheDataInAFileOfACheckpointToo() throws IOException {
        String run = JSON.readTree(fitted.out()).path("run_id").asText();
        Path again = folder.resolve("again.safetensors");
        assertThat(cli.run("checkpoint", run, "--out", again.toString()).code()).isZero();
        assertThat(again).hasSameBinaryContentAs(houses);
    }

    private void assertRefused(String message, String... args) {
        Cli.Answer answer = cli.run(args);
        assertThat(answer.err()).isEqualTo("millrace: " + message + "\n");
        assertThat(answer.code()).isEqualTo(1);
    }
}
