package dev.millrace.datasets.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.TableColumn.Kind;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What stands in the columns of a table.
class TableProfileTest {
    private static final String HOUSES = """
            area;city;sold;day
            10,5;Zug;true;2026-01-31
            0,5;Bern;false;2026-02-02
            4;Zug;true;
            ;;true;2026-02-01
            """;

    @TempDir
    private Path folder;

    private TableFolder tables;

    TableProfileTest() {
        this.folder = Path.of("");
        this.tables = new TableFolder(Path.of(""));
    }

    @BeforeEach
    void prepare() {
        tables = new TableFolder(folder);
        tables.write("houses.csv", HOUSES);
    }

    @Test
    void shouldProfileEveryColumnOfACsvFile() {
        TableProfile profile = profile("{csv: {file: 'houses.csv'}}");

        assertThat(profile.name()).isEqualTo("houses.csv");
        assertThat(profile.rows()).isEqualTo(4);
        assertThat(profile.dialect().delimiter()).contains(';');
        assertThat(profile.columns().get(0))
                .isEqualTo(new TableProfile.Column(
                        "area",
                        Optional.of(Kind.NUMBER),
                        "DOUBLE",
                        1,
                        3,
                        Optional.of(new TableProfile.Range(0.5, 5, 10.5)),
                        java.util.Map.of()));
        assertThat(profile.columns().get(1).missing()).isEqualTo(1);
        assertThat(profile.columns().get(1).frequent()).containsExactly(entry("Zug", 2L), entry("Bern", 1L));
        assertThat(profile.columns().get(2).frequent()).containsExactly(entry("true", 3L), entry("false", 1L));
        assertThat(profile.columns().get(3).range()).contains(new TableProfile.Range(20484, 20485, 20486));
    }

    @Test
    void shouldProfileParquetAndQueries() {
        tables.parquet("numbers.parquet", "SELECT i AS x, i % 2 AS y FROM range(10) t(i)");

        assertThat(profile("{parquet: {file: 'numbers.parquet'}}").columns())
                .extracting(TableProfile.Column::distinct)
                .containsExactly(10L, 2L);
        TableProfile query =
                profile("{query: {sql: 'SELECT x * 2 AS z FROM n WHERE y = 1', files: {n: 'numbers.parquet'}}}");
        assertThat(query.rows()).isEqualTo(5);
        assertThat(query.columns().getFirst().range()).contains(new TableProfile.Range(2, 10, 18));
    }

    @Test
    void shouldNameTheCellThatCannotBeRead() {
        tables.write("houses.csv", "area,city\n" + "1,Zug\n".repeat(3) + "many,Bern\n");

        assertThatThrownBy(() -> profile("{csv: {file: 'houses.csv', types: {area: 'number'}}}"))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("houses.csv, line 5, column 'area'");
    }

    private TableProfile profile(String description) {
        return TableProfile.of(Datasets.resolve(TableFolder.json(description), folder), tables.folders());
    }
}
