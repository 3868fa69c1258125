package dev.millrace.datasets.table;

import static dev.millrace.datasets.table.TableFolder.bytes;
import static dev.millrace.datasets.table.TableFolder.input;
import static dev.millrace.datasets.table.TableFolder.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.datasets.CsvDialect;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.Options;
import dev.millrace.datasets.Progress;
import dev.millrace.datasets.Schema;
import dev.millrace.datasets.TablePreparation;
import dev.millrace.nn.data.Examples;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Raw rows become the same inputs after training as in training.
class TableRowsTest {
    private static final String HOUSES = """
            area;city;sold;day;w;kind
            10,5;Zug;true;2026-01-31;1;flat
            0,1;Bern;false;1969-12-31 23:59:59.5;2;house
            -7e3;;true;2026-02-28;0,5;flat
            ;Zug;false;;3;house
            """;

    @TempDir
    private Path folder;

    private TableFolder tables;
    private Dataset houses;

    @BeforeEach
    void train() {
        tables = new TableFolder(folder);
        tables.write("houses.csv", HOUSES);
        houses = tables.open("{csv: {file: 'houses.csv', target: 'kind', weight: 'w', missing: 'mean', split:"
                + " {validation: 0, test: 0}}}");
    }

    private TablePreparation preparation() {
        return (TablePreparation) houses.schema().preparation();
    }

    private List<float[]> rows(Path file) {
        List<float[]> inputs = new ArrayList<>();
        try (TableRows rows = TableRows.open(file, preparation(), Optional.empty(), tables.folders())) {
            while (rows.next()) {
                inputs.add(rows.inputs().clone());
            }
        }
        return inputs;
    }

    @Test
    void shouldMakeTheSameInputsOfTheRowsThatWereTrainedWith() {
        assertThat(rows(folder.resolve("houses.csv"))).hasSize(4).satisfies(inputs -> {
            for (int i = 0; i < 4; i++) {
                assertThat(inputs.get(i)).containsExactly(input(houses, houses.train(), i));
            }
        });
    }

    @Test
    void shouldFindColumnsByNameInAnyOrderAndWithoutTheTarget() {
        Path more = tables.write(
                "more.csv",
                "x;day;sold;city;area\nextra;2026-01-31;true;Zug;10,5\nextra;1969-12-31 23:59:59.5;f;Bern;0,1\n");
        assertThat(rows(more).get(0)).containsExactly(input(houses, houses.train(), 0));
        assertThat(rows(more).get(1)).containsExactly(input(houses, houses.train(), 1));
    }

    @Test
    void shouldReadAnotherDialectWhereItIsSaid() {
        Path more = tables.write("more.csv", "area,city,sold,day\n10.5,Zug,true,2026-01-31\n");
        try (TableRows rows = TableRows.open(more, preparation(), Optional.of(CsvDialect.UNKNOWN), tables.folders())) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.inputs()).containsExactly(input(houses, houses.train(), 0));
            assertThat(rows.place()).isEqualTo("more.csv, line 2");
            assertThat(rows.unknown()).isEmpty();
            assertThat(rows.next()).isFalse();
        }
    }

    @Test
    void shouldReadParquetAfterCsv() {
        Path more = tables.parquet(
                "more.parquet",
                "SELECT 'Zug' AS city, true AS sold, DATE '2026-01-31' AS day, 10.5::DECIMAL(5,2) AS area");
        assertThat(rows(more).getFirst()).containsExactly(input(houses, houses.train(), 0));
    }

    @Test
    void shouldPrepareSingleRows() {
        assertThat(preparation().prepare(Map.of("area", "10.5", "city", "Zug", "sold", "true", "day", "2026-01-31")))
                .containsExactly(input(houses, houses.train(), 0));
        assertThat(preparation()
                        .prepare(Map.of("area", "0.1", "city", "Bern", "sold", "0", "day", "1969-12-31T23:59:59.5")))
                .containsExactly(input(houses, houses.train(), 1));
        assertThat(preparation().prepare(Map.of("area", "-7e3", "sold", "true", "day", "2026-02-28", "city", "")))
                .containsExactly(input(houses, houses.train(), 2));
        assertThat(preparation().prepare(Map.of("city", "Zug", "sold", "false")))
                .containsExactly(input(houses, houses.train(), 3));
    }

    @Test
    void shouldTellAnEmptyTextFromAMissingOneWhereTheTableDoes() {
        tables.parquet("texts.parquet", "SELECT * FROM (VALUES ('', 1.5), ('a', 2.5), (NULL, 4)) t(text, y)");
        houses = tables.open(
                "{parquet: {file: 'texts.parquet', target: 'y', missing: 'mean', split: {validation: 0, test: 0}}}");
        assertThat(preparation().prepare(Map.of("text", ""))).containsExactly(1, 0, 0);
        assertThat(preparation().prepare(Map.of())).containsExactly(0, 0, 1);
        assertThat(rows(folder.resolve("texts.parquet")).get(2)).containsExactly(0, 0, 1);
    }

    @Test
    void shouldRefuseSingleRowsThatAreWrong() {
        assertThatThrownBy(() -> preparation().prepare(Map.of("area", "10,5", "sold", "true")))
                .isInstanceOf(DatasetException.class)
                .hasMessage("Column 'area' holds something else. Expected: a number, like 12.5. Received: '10,5'.");
        for (String wrong : List.of("NaN", "Infinity", "1f", "0x10", "1_000", "1d", "")) {
            assertThatThrownBy(() -> new TablePreparation(
                                    List.of(new dev.millrace.datasets.TableColumn.Numeric(
                                            "area",
                                            dev.millrace.datasets.TableColumn.Kind.NUMBER,
                                            0,
                                            1,
                                            java.util.OptionalDouble.empty())),
                                    List.of(),
                                    Optional.empty(),
                                    CsvDialect.UNKNOWN)
                            .prepare(Map.of("area", wrong)))
                    .as(wrong)
                    .isInstanceOf(DatasetException.class)
                    .hasMessageContaining("Column 'area'");
        }
        assertThatThrownBy(() -> preparation().prepare(Map.of("sold", "maybe")))
                .hasMessage("Column 'sold' holds something else. Expected: true or false. Received: 'maybe'.");
        assertThatThrownBy(() -> preparation().prepare(Map.of("sold", "true", "day", "31.1.2026")))
                .hasMessage("Column 'day' holds something else. Expected: a date, like 2026-01-31. Received:"
                        + " '31.1.2026'.");
        assertThatThrownBy(() -> preparation().prepare(Map.of("sold", "true", "day", "2026-02-30")))
                .hasMessage("Column 'day' holds something else. Expected: a date that there is. Received:"
                        + " '2026-02-30'.");
    }

    @Test
    void shouldNameRowAndColumnOfWhatCannotBeRead() {
        assertThatThrownBy(() -> rows(tables.write(
                        "more.csv", "area;city;sold;day\n1,5;Zug;true;2026-01-31\nx;Zug;true;2026-01-31\n")))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(folder.resolve("more.csv")
                        + ", line 3, column 'area': 'x' is not a number with a decimal comma, as the values before it"
                        + " are.");
        assertThatThrownBy(() -> rows(tables.write("more.csv", "area;city;day\n1,5;Zug;2026-01-31\n")))
                .hasMessage("more.csv has no column 'sold', which the model was trained with. Expected: area, city,"
                        + " sold, day. Received: area, city, day.");
        assertThatThrownBy(() -> rows(tables.parquet(
                        "more.parquet", "SELECT 'Zug' AS city, true AS sold, DATE '2026-01-31' AS day, 'x' AS area")))
                .hasMessage("more.parquet, column 'area': number is expected. Received: VARCHAR. Convert it in a query:"
                        + " CAST(\"area\" AS …).");
        assertThatThrownBy(() -> rows(folder.resolve("none.csv")))
                .hasMessage("There is no file " + folder.resolve("none.csv") + ". Expected: a CSV or Parquet file.");
    }

    @Test
    void shouldRefuseMissingValuesWhereTrainingDid() {
        tables.write("full.csv", "area,y\n1,0.5\n2,1.5\n");
        houses = tables.open("{csv: {file: 'full.csv', target: 'y', split: {validation: 0, test: 0}}}");
        assertThatThrownBy(() -> rows(tables.write("more.csv", "area\n1\n\"\"\n")))
                .hasMessageStartingWith("more.csv, line 3, column 'area': the value is missing.");
        assertThatThrownBy(() -> preparation().prepare(Map.of("y", "1")))
                .hasMessage("Column 'area' is missing. Expected: area. Received: y.");
        assertThatThrownBy(() -> rows(tables.write("more.csv", "area\n1\n1e300\n")))
                .hasMessage("more.csv, line 3, column 'area': the number is too large for a model's input: 1.0E300."
                        + " Expected: at most 3.4e38 once it is standardised.");
        assertThatThrownBy(() -> preparation().prepare(Map.of("area", "1e300")))
                .hasMessage("Column 'area' is too large for a model's input. Expected: at most 3.4e38 once it is"
                        + " standardised. Received: '1e300'.");
    }

    @Test
    void shouldGiveUnknownTextsZero() {
        Path more = tables.write("more.csv", "area;city;sold;day\n10,5;Genf;true;2026-01-31\n");
        float[] zug = input(houses, houses.train(), 0);
        float[] genf = rows(more).getFirst();
        // Bern, Zug and what is missing have the places after the area.
        assertThat(genf).containsExactly(zug[0], 0, 0, 0, zug[4], zug[5]);
        assertThat(preparation().prepare(Map.of("area", "10.5", "city", "Genf", "sold", "true", "day", "2026-01-31")))
                .containsExactly(genf);
        try (TableRows rows = TableRows.open(more, preparation(), Optional.empty(), tables.folders())) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.unknown()).containsExactly("city");
        }
    }

    @Test
    void shouldMakeExamplesWithTargetsAndWeights() {
        Examples again = TableRows.examples(
                folder.resolve("houses.csv"), houses.schema(), Optional.empty(), tables.folders(), Progress.none());
        assertThat(again.size()).isEqualTo(4);
        assertThat(bytes(houses, again)).isEqualTo(bytes(houses, houses.train()));

        tables.write("values.csv", "a,y,z\n1,0.5,3\n2,1.5,4\n");
        Dataset values =
                tables.open("{csv: {file: 'values.csv', target: ['y', 'z'], split: {validation: 0, test: 0}}}");
        Examples same = TableRows.examples(
                folder.resolve("values.csv"), values.schema(), Optional.empty(), tables.folders(), Progress.none());
        assertThat(bytes(values, same)).isEqualTo(bytes(values, values.train()));
    }

    @Test
    void shouldRefuseClassesThatTheModelDoesNotKnow() {
        tables.write("more.csv", HOUSES.replace("flat", "castle"));
        assertThatThrownBy(() -> TableRows.examples(
                        folder.resolve("more.csv"),
                        houses.schema(),
                        Optional.empty(),
                        tables.folders(),
                        Progress.none()))
                .hasMessage("more.csv, line 2, column 'kind': class 'castle' is none that the model knows. Expected:"
                        + " flat, house.");
    }

    @Test
    void shouldBeTheSameAfterJson() {
        assertThat(Schema.of(json(houses.schema().toJson().toString()))).isEqualTo(houses.schema());
        for (String options : List.of("", ", categories: 'index'", ", standardize: false", ", missing: 'median'")) {
            tables.write(
                    "more.csv",
                    "a\tcity\tflag\tday\ty\n0.1\tZug\ttrue\t2026-01-01\t1\n7\tBern\tfalse\t2026-01-02\t0\n");
            Schema schema = tables.open(
                            "{csv: {file: 'more.csv', target: 'y', na_values: ['NA'], split: {validation: 0,"
                                    + " test: 0}" + options + "}}")
                    .schema();
            assertThat(Schema.of(json(schema.toJson().toString()))).as(options).isEqualTo(schema);
        }
        CsvDialect all = new CsvDialect(
                Optional.of('\t'),
                '\'',
                Optional.of(','),
                Optional.of('.'),
                Optional.of("latin-1"),
                Optional.of(false),
                List.of("NA", "?"));
        assertThat(CsvDialect.of(new Options("csv", json(all.toJson().toString()))))
                .isEqualTo(all);
        assertThat(CsvDialect.of(new Options("csv", CsvDialect.UNKNOWN.toJson())))
                .isEqualTo(CsvDialect.UNKNOWN);
    }
}
