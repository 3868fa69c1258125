package dev.millrace.datasets.table;

import static dev.millrace.datasets.table.TableFolder.input;
import static dev.millrace.datasets.table.TableFolder.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetSourceTest {
    @TempDir
    private Path folder;

    private TableFolder tables;

    @BeforeEach
    void tables() {
        tables = new TableFolder(folder);
    }

    private Dataset open(String options) {
        return tables.open("{parquet: {file: 'houses.parquet', " + options + ", split: {validation: 0, test: 0}}}");
    }

    private AbstractThrowableAssert<?, ? extends Throwable> refused(String options) {
        return assertThatThrownBy(() -> open(options)).isInstanceOf(DatasetException.class);
    }

    @Test
    void shouldReadEveryTypeThatIsANumberATextOrADate() {
        tables.parquet(
                "houses.parquet",
                "SELECT 1::TINYINT AS a, 2::USMALLINT AS b, 3::BIGINT AS c, 4::HUGEINT AS d, 0.5::FLOAT AS e,"
                        + " 1.25::DECIMAL(9,2) AS f, 'Zug' AS g, true AS h, DATE '1970-01-02' AS i,"
                        + " TIMESTAMP '1970-01-03 12:00:00' AS j, TIMESTAMPTZ '1970-01-03 12:00:00+12' AS k,"
                        + " 'x'::ENUM('x', 'y') AS l, 7.5::DOUBLE AS y UNION ALL"
                        + " SELECT 9, 9, 9, 9, 9, 9, 'Bern', false, DATE '1970-01-01', TIMESTAMP '1970-01-01 00:00:00',"
                        + " TIMESTAMPTZ '1970-01-01 00:00:00+00', 'y', 8.5");
        Dataset houses = open("target: 'y', standardize: false");
        assertThat(input(houses, houses.train(), 0))
                .containsExactly(1, 2, 3, 4, 0.5f, 1.25f, 0, 1, 1, 1, 2.5f, 2, 1, 0);
        assertThat(input(houses, houses.train(), 1)).containsExactly(9, 9, 9, 9, 9, 9, 1, 0, 0, 0, 0, 0, 0, 1);
        assertThat(target(houses, houses.train(), 1)).containsExactly(8.5f);
        assertThat(houses.notes().getFirst()).isEqualTo("houses.parquet: 2 rows, 13 columns.");
    }

    @Test
    void shouldTakeTextsThatAreNumbersAsTexts() {
        tables.parquet("houses.parquet", "SELECT * FROM (VALUES ('8001', 1.5), ('3000', 2.5)) t(zip, y)");
        Dataset houses = open("target: 'y'");
        assertThat(input(houses, houses.train(), 0)).containsExactly(0, 1);
        Dataset byZip = open("target: 'zip'");
        assertThat(byZip.schema().targets()).isEqualTo(new Targets.Classes(2, List.of("3000", "8001")));
    }

    @Test
    void shouldKeepTheOrderOfRows() {
        tables.parquet("houses.parquet", "SELECT i::DOUBLE AS x, i + 0.5 AS y FROM range(300000) t(i)");
        Dataset houses = open("target: 'y', standardize: false");
        assertThat(houses.train().size()).isEqualTo(300_000);
        for (int i = 0; i < 300_000; i++) {
            if (input(houses, houses.train(), i)[0] != i) {
                throw new AssertionError("Row " + i + " has x = " + input(houses, houses.train(), i)[0]);
            }
        }
    }

    @Test
    void shouldNameTheRowOfWhatIsMissingOrNoNumber() {
        tables.parquet(
                "houses.parquet",
                "SELECT CASE WHEN i = 4999 THEN NULL ELSE i END AS x, i + 0.5 AS y FROM range(9000) t(i)");
        refused("target: 'y'").hasMessageStartingWith("houses.parquet, row 5000, column 'x': the value is missing.");
        tables.parquet("houses.parquet", "SELECT 'NaN'::DOUBLE AS x, 1.5 AS y");
        refused("target: 'y', missing: 'mean'")
                .hasMessageStartingWith("houses.parquet, row 1, column 'x': NaN, which is no number.");
    }

    @Test
    void shouldRefuseTypesThatGoIntoNoModel() {
        tables.parquet(
                "houses.parquet",
                "SELECT [1, 2] AS list, {'a': 1} AS struct, 'x'::BLOB AS bytes, TIME '12:00' AS noon,"
                        + " INTERVAL 1 DAY AS span, 1 AS x, 2.5 AS y");
        for (String name : List.of("list", "struct", "bytes", "noon", "span")) {
            String type = List.of("INTEGER[]", "STRUCT(a INTEGER)", "BLOB", "TIME", "INTERVAL")
                    .get(List.of("list", "struct", "bytes", "noon", "span").indexOf(name));
            refused("target: 'y', columns: ['x', '" + name + "']")
                    .hasMessage("houses.parquet, column '" + name + "': this type goes into no model: " + type
                            + ". Expected: numbers, texts, true and false, or dates. Leave it out with ignore: [" + name
                            + "], or take out of it what you need in a query.");
        }
    }

    @Test
    void shouldRefuseFilesThatAreNone() throws IOException {
        Path file = folder.resolve("houses.parquet");
        refused("target: 'y'").hasMessage("There is no file " + file + ". Expected: a Parquet file.");
        tables.write("houses.parquet", "a,b\n1,2\n");
        refused("target: 'y'")
                .hasMessage(file + " is no Parquet file: it does not begin with PAR1. Say csv if it is a CSV file.");
        Files.delete(file);
        Files.createDirectory(file);
        refused("target: 'y'").hasMessage(file + " is a folder. Expected: a Parquet file.");
    }

    @Test
    void shouldRefuseDamagedFiles() throws IOException {
        Path file = tables.parquet(
                "houses.parquet", "SELECT hash(i) / 1e19 AS x, hash(i + 1) / 1e19 AS y FROM range(500000) t(i)");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
        refused("target: 'y'")
                .hasMessageStartingWith(file + " is a damaged Parquet file, or one of a kind that is not read:")
                .hasMessageEndingWith("Write or fetch it again.");

        // In the middle, behind what has already been read when it is noticed.
        byte[] damaged = whole.clone();
        for (int i = whole.length / 2; i < whole.length / 2 + 100_000; i++) {
            damaged[i] = 0x5a;
        }
        Files.write(file, damaged);
        refused("target: 'y'")
                .hasMessageStartingWith(file + " is a damaged Parquet file, or one of a kind that is not read:");
    }

    @Test
    void shouldRefuseAColumnOfTextsWhereANumberIsSaid() {
        tables.parquet("houses.parquet", "SELECT 'x' AS x, 2.5 AS y UNION ALL SELECT 'z', 3.5");
        refused("target: 'y', types: {x: 'number'}")
                .hasMessage("houses.parquet, column 'x': number is expected. Received: VARCHAR. Convert it in a query:"
                        + " CAST(\"x\" AS …).");
    }
}
