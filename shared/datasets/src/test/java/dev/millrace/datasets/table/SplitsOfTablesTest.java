package dev.millrace.datasets.table;

import static dev.millrace.datasets.table.TableFolder.bytes;
import static dev.millrace.datasets.table.TableFolder.input;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.TablePreparation;
import dev.millrace.nn.data.Examples;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rows are divided before anything is fitted, always in the same way.
class SplitsOfTablesTest {
    private static final int ROWS = 1000;

    @TempDir
    private Path folder;

    private TableFolder tables;

    @BeforeEach
    void tables() {
        tables = new TableFolder(folder);
        tables.write("houses.csv", csv(1, "Zug"));
    }

    /// @param factor of the numbers in rows whose x is 3 beyond a multiple of 10
    private static String csv(int factor, String city) {
        StringBuilder csv = new StringBuilder("x,city,kind,y\n");
        for (int i = 0; i < ROWS; i++) {
            csv.append(i).append(',').append(i % 2 == 0 ? city : "Bern").append(',');
            csv.append(i % 10 == 0 ? "rare" : "common")
                    .append(',')
                    .append(i * factor)
                    .append(".5\n");
        }
        return csv.toString();
    }

    private Dataset open(String options) {
        return tables.open("{csv: {file: 'houses.csv', " + options + "}}");
    }

    @Test
    void shouldDivideByFractions() {
        Dataset whole = open("target: 'y', ignore: 'kind'");
        assertThat(List.of(
                        whole.train().size(),
                        whole.validation().size(),
                        whole.test().size()))
                .containsExactly(700, 100, 200);
        assertThat(whole.notes()).contains("700 rows to train with, 100 to validate with, 200 to test on.");
        Dataset asked = open("target: 'y', ignore: 'kind', split: {validation: 0.05, test: 0.5}");
        assertThat(List.of(
                        asked.train().size(),
                        asked.validation().size(),
                        asked.test().size()))
                .containsExactly(450, 50, 500);
    }

    @Test
    void shouldDivideEachClassWhereAsked() {
        Dataset dataset = open("target: 'kind', split: {validation: 0.1, test: 0.2, stratify: true}");
        assertThat(List.of(rare(dataset.train()), rare(dataset.validation()), rare(dataset.test())))
                .containsExactly(70, 10, 20);
    }

    private static int rare(Examples examples) {
        int count = 0;
        for (int i = 0; i < examples.size(); i++) {
            count += examples.label(i);
        }
        return count;
    }

    @Test
    void shouldDivideInTheSameWayEachTimeAndOtherwiseForAnotherSeed() {
        Dataset first = open("target: 'y'");
        Dataset second = open("target: 'y'");
        Dataset other = open("target: 'y', split: {seed: 1}");
        assertThat(bytes(first, first.train())).isEqualTo(bytes(second, second.train()));
        assertThat(bytes(first, first.validation())).isEqualTo(bytes(second, second.validation()));
        assertThat(bytes(first, first.test())).isEqualTo(bytes(second, second.test()));
        assertThat(first.schema()).isEqualTo(second.schema());
        assertThat(bytes(other, other.test())).isNotEqualTo(bytes(first, first.test()));
    }

    @Test
    void shouldGiveEachRowToOneSplit() {
        Dataset dataset = open("target: 'y', standardize: false");
        List<Integer> all = new ArrayList<>();
        for (Examples examples : List.of(dataset.train(), dataset.validation(), dataset.test())) {
            int before = -1;
            for (int i = 0; i < examples.size(); i++) {
                int x = (int) input(dataset, examples, i)[0];
                assertThat(x).isGreaterThan(before);
                before = x;
                all.add(x);
            }
        }
        assertThat(all).hasSize(ROWS).doesNotHaveDuplicates();
    }

    @Test
    void shouldFitOnRowsToTrainWithAlone() {
        Dataset before = open("target: 'y', missing: 'median'");
        // What only rows to test on and to validate with have changes: numbers, a text, a missing value.
        List<String> lines = new ArrayList<>(csv(1, "Zug").lines().toList());
        Dataset raw = open("target: 'y', standardize: false");
        for (Examples examples : List.of(raw.validation(), raw.test())) {
            for (int i = 0; i < examples.size(); i++) {
                int x = (int) input(raw, examples, i)[0];
                lines.set(x + 1, i % 3 == 0 ? ",Genf,common,1e6" : "1e9,Genf,rare,1e6");
            }
        }
        tables.write("houses.csv", String.join("\n", lines) + "\n");
        Dataset after = open("target: 'y', missing: 'median'");
        assertThat(after.schema()).isEqualTo(before.schema());
        assertThat(bytes(after, after.train())).isEqualTo(bytes(before, before.train()));
        assertThat(bytes(after, after.test())).isNotEqualTo(bytes(before, before.test()));
        assertThat(after.notes())
                .contains("Column 'city': in 300 rows to validate with or to test on there is a text that no row to"
                        + " train with has; its input is 0.");
    }

    @Test
    void shouldTakeOtherSplitsFromFilesOfTheirOwn() {
        tables.write("test.csv", "y,city,x\n7.5,Genf,700\n8.5,Bern,9\n");
        Dataset dataset = open("target: 'y', ignore: 'kind', test_file: 'test.csv', standardize: false");
        assertThat(List.of(
                        dataset.train().size(),
                        dataset.validation().size(),
                        dataset.test().size()))
                .containsExactly(900, 100, 2);
        assertThat(input(dataset, dataset.test(), 0)).containsExactly(700, 0, 0);
        assertThat(input(dataset, dataset.test(), 1)).containsExactly(9, 1, 0);
        Dataset both = open("target: 'y', ignore: 'kind', validation_file: 'test.csv', test_file: 'test.csv'");
        assertThat(List.of(
                        both.train().size(),
                        both.validation().size(),
                        both.test().size()))
                .containsExactly(1000, 2, 2);
        tables.parquet("a.parquet", "SELECT i AS x, i * 1.5 AS y FROM range(100) t(i)");
        tables.parquet("b.parquet", "SELECT i * 1.5 AS y, i AS x FROM range(7) t(i)");
        Dataset parquet = tables.open("{parquet: {file: 'a.parquet', target: 'y', validation_file: 'b.parquet'}}");
        assertThat(List.of(
                        parquet.train().size(),
                        parquet.validation().size(),
                        parquet.test().size()))
                .containsExactly(80, 7, 20);
    }

    @Test
    void shouldNameTheFileWhereTheOtherOneIsWrong() {
        tables.write("test.csv", "y,x,city,kind\n7.5,700,Bern,rare\n8.5,,Bern,rare\n");
        assertThatThrownBy(() -> open("target: 'y', test_file: 'test.csv'"))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith("test.csv, line 3, column 'x': the value is missing.");
        tables.write("test.csv", "y,x,city,kind\n7.5,700,Bern,rare\n8.5,1,Bern,unique\n");
        assertThatThrownBy(() -> open("target: 'kind', test_file: 'test.csv'"))
                .hasMessage("test.csv, line 3, column 'kind': class 'unique' is none of those in the rows to train"
                        + " with.");
        tables.write("test.csv", "y,city,kind\n7.5,Bern,rare\n");
        assertThatThrownBy(() -> open("target: 'kind', test_file: 'test.csv'"))
                .hasMessage("Unknown column of test.csv: 'x'. Did you mean 'y'? Known: city, kind, y.");
        assertThatThrownBy(() -> open("target: 'y', test_file: 'test.csv', split: {test: 0.5}"))
                .hasMessage("Rows to validate with and to test on come from a file of their own or from a fraction of"
                        + " 'file'. Received: both. Leave out 'validation_file' or 'test_file', or the fraction in"
                        + " 'split'.");
    }

    @Test
    void shouldRefuseAClassThatNoRowToTrainWithHas() {
        StringBuilder csv = new StringBuilder("x,kind\n");
        for (int i = 0; i < 10; i++) {
            csv.append(i).append(",k").append(i == 9 ? 0 : i).append('\n');
        }
        tables.write("houses.csv", csv.toString());
        assertThatThrownBy(() -> open("target: 'kind', split: {validation: 0, test: 0.5}"))
                .hasMessageMatching(
                        "houses\\.csv, line \\d+, column 'kind': class 'k\\d' is in no row to train with, so"
                                + " that it cannot be learnt\\. Leave such rows out in a query; with few rows of a class, say"
                                + " split: \\{stratify: true\\}\\.");
    }

    @Test
    void shouldRefuseToStratifyNumbers() {
        assertThatThrownBy(() -> open("target: 'y', split: {stratify: true}"))
                .hasMessage("Option 'stratify' divides each class by itself. Received: target y, which is learnt as a"
                        + " number. Say task: classes, or leave out 'stratify'.");
        assertThatThrownBy(() -> open("target: 'y', task: 'values', split: {stratify: true}"))
                .hasMessage("Option 'stratify' divides each class by itself. Received: task values, which has no"
                        + " classes.");
    }

    @Test
    void shouldPrepareWithWhatWasFittedOnRowsToTrainWith() {
        Dataset dataset = open("target: 'y', ignore: ['kind', 'city']");
        double sum = 0;
        Dataset raw = open("target: 'y', ignore: ['kind', 'city'], standardize: false");
        for (int i = 0; i < 700; i++) {
            sum += input(raw, raw.train(), i)[0];
        }
        var column = (dev.millrace.datasets.TableColumn.Numeric)
                ((TablePreparation) dataset.schema().preparation()).columns().getFirst();
        assertThat(column.mean()).isCloseTo(sum / 700, org.assertj.core.data.Offset.offset(1e-9));
    }
}
