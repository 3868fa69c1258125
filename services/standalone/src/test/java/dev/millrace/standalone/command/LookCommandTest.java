package dev.millrace.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.standalone.Cli;
import dev.millrace.standalone.Tiny;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `look` says of data.
final class LookCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private Cli cli;
    private Path file;

    LookCommandTest() {
        this.folder = Path.of("");
        this.cli = new Cli(Path.of(""));
        this.file = Path.of("");
    }

    @BeforeEach
    void prepare() throws IOException {
        cli = new Cli(folder);
        file = Files.writeString(folder.resolve("houses.csv"), """
                area;city;built;price
                10,5;Zug;2001-01-31;100
                0,5;Bern;2003-02-01;200,25
                4;Zug;2002-02-01;300
                4;;2002-02-01;400
                """);
    }

    @Test
    void shouldShowTheColumnsOfATable() {
        Cli.Answer answer = cli.run("look", file.toString());

        assertThat(answer.out()).isEqualTo("""
                houses.csv: 4 rows, 4 columns, divided by ';', numbers with a decimal comma.
                COLUMN  TYPE    MISSING  DISTINCT         MIN        MEAN         MAX  MOST FREQUENT
                area    number        0         3         0.5        4.75        10.5
                city    text          1         2                                      Zug (2), Bern (1)
                built   date          0         3  2001-01-31  2002-01-31  2003-02-01
                price   number        0         4         100      250.06         400

                Name the column to learn with --target, and see what is made of the rest.
                """);
        assertThat(answer.err()).isEmpty();
        assertThat(answer.code()).isZero();
    }

    @Test
    void shouldSayWhatWouldBeRefused() {
        Cli.Answer answer = cli.run("look", file.toString(), "--target", "price");

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.out())
                .contains("COLUMN  TYPE")
                .containsPattern("\n\nWould be refused: houses.csv, line 5, column 'city': the value is missing\\.");
    }

    @Test
    void shouldShowWhatIsMadeOfATable() {
        Cli.Answer answer = cli.run(
                "look",
                file.toString(),
                "--target",
                "price",
                "--missing",
                "mean",
                "--validation",
                "0.25",
                "--test",
                "0.25");

        assertThat(answer.code()).as(answer.out()).isZero();
        assertThat(answer.out())
                .contains("Targets: (1,) of F32, price.")
                .containsPattern("EXAMPLES  TRAINING  VALIDATION  TEST\nall +2 +1 +1\n")
                .contains("Target: price, a number with mean");
    }

    @Test
    void shouldCountTheExamplesOfEachClass() throws IOException {
        OwnData.colours(folder.resolve("colours"), 10);
        Files.writeString(folder.resolve("colours/notes.txt"), "none");

        Cli.Answer answer = cli.run("look", folder.resolve("colours").toString(), "--size", "6x5", "--stratify");

        assertThat(answer.code()).as(answer.out()).isZero();
        assertThat(answer.out())
                .contains("Inputs: (6, 5, 3) of U8, which the model sees times 0.003921569.")
                .contains("Targets: one of 3 classes.")
                .contains("""
                        EXAMPLES  TRAINING  VALIDATION  TEST
                        all             21           3     6
                        orange           7           1     2
                        teal             7           1     2
                        violet           7           1     2
                        """)
                .contains("1 .txt");

        Cli.Answer refused = cli.run("look", folder.resolve("colours").toString());
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.out()).startsWith("Would be refused: Pictures in ").contains("size: [");
    }

    @Test
    void shouldAnswerMachinesInJson() throws IOException {
        Path npz = OwnData.arrays(folder.resolve("arrays.npz"), 40);

        Cli.Answer answer = cli.run("look", npz.toString(), "--json");

        JsonNode look = JSON.readTree(answer.out());
        assertThat(look.path("kind").asText()).isEqualTo("npz");
        assertThat(look.at("/data/inputs/shape")).hasToString("[4]");
        assertThat(look.path("examples")).hasToString("{\"training\":28,\"validation\":4,\"test\":8}");
        assertThat(look.path("classes")).hasSize(4);
        assertThat(look.path("ranges")).hasToString("[{\"name\":\"inputs\",\"min\":0.0,\"mean\":0.25,\"max\":1.0}]");

        JsonNode table = JSON.readTree(
                cli.run("look", file.toString(), "--target", "price", "--json").out());
        assertThat(table.at("/columns/2/min").asText()).isEqualTo("2001-01-31");
        assertThat(table.at("/columns/1/most_frequent")).hasToString("{\"Zug\":2,\"Bern\":1}");
        assertThat(table.path("refused").asText()).startsWith("houses.csv, line 5, column 'city'");
    }

    @Test
    void shouldLookAtIdxFoldersAndQueries() {
        Cli.Answer idx = cli.run("look", Tiny.folder(folder).toString());
        assertThat(idx.out()).containsPattern("all +300 +0 +100\n0 +30 +0 +10\n");

        Cli.Answer query = cli.run("look", "--query", "SELECT area * 2 AS double_area FROM h", "--file", "h=" + file);
        assertThat(query.code()).as(query.err() + query.out()).isZero();
        assertThat(query.out()).containsPattern("double_area  number +0 +3 +1 +9\\.5 +21");
    }

    @Test
    void shouldSayThatItDoesNotKnowWhatAFileIs() {
        assertThat(cli.run("look", "houses.xlsx").err())
                .isEqualTo(
                        "millrace: The name of houses.xlsx does not say what it is. Expected: .csv, .tsv, .parquet or"
                                + " .npz, or a folder. Say it: --csv FILE, --parquet FILE or --npz FILE.\n");
        Cli.Answer twice = cli.run("look", file.toString(), "--npz", "a.npz");
        assertThat(twice.code()).isEqualTo(2);
        assertThat(twice.err())
                .startsWith("millrace: Name the data once. Received: " + file + ", and an option that names data.");
        assertThat(cli.run("look").err()).startsWith("millrace: Name a file or folder to look at.");
        Path none = folder.resolve("none.csv");
        assertThat(cli.run("look", none.toString()).out())
                .isEqualTo("Would be refused: There is no file " + none + ". Expected: a CSV or Parquet file.\n");
    }
}
