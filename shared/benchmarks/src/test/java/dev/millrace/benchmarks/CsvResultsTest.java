package dev.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Datasets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvResultsTest {
    private static final CsvContestant LOADER = CsvContestant.ALL.getFirst();

    private static Fitted fitted(double rows, Double... seconds) {
        return new Fitted(List.of(seconds), Map.of("rows", rows), Map.of());
    }

    @Test
    void shouldShowTheMedianOfTheRoundsAndHowFarTheyLieApart() {
        var results = new CsvResults(1000, 30, 10, Map.of());
        results.add(LOADER, 0, fitted(1000, 2.0, 0.1, 0.2, 0.3));
        results.add(LOADER, 1, fitted(1000, 4.0, 0.5));
        results.add(LOADER, 2, fitted(1000, 1.0, 0.1));
        results.fail(CsvContestant.ALL.get(1), "it broke");
        assertThat(results.table().toString().lines().map(line -> line.replaceAll(" {2,}", "|")))
                .containsExactly(
                        "contestant|rows/s, first epoch|from|to|rows/s, later epochs|from|to",
                        "Millrace, data-loader alone|500|250|1000|5000|2000|10000",
                        "tf.data alone|failed|-|-|-|-|-");
        assertThat(results.plot().svg()).contains("rows per second");
    }

    @Test
    void shouldNotCountWhoHasNotReadAllRows() {
        var results = new CsvResults(1000, 30, 10, Map.of());
        assertThatThrownBy(() -> results.add(LOADER, 0, fitted(999, 1.0, 1.0)))
                .isInstanceOf(MeasurementException.class)
                .hasMessage("Not all rows were read. Received: 999.0, expected: 1000.");
    }

    @Test
    void shouldMakeUpATableOfNumbers(@TempDir Path folder) {
        Path file = folder.resolve("table.csv");
        CsvFile.write(file, 200, 3);
        Dataset table = Datasets.csv(file, "y");
        assertThat(table.inputShape().dims()).containsExactly(3);
        assertThat(table.schema().form().classes()).isEmpty();
        assertThat(table.train().size()
                        + table.validation().size()
                        + table.test().size())
                .isEqualTo(200);
    }
}
