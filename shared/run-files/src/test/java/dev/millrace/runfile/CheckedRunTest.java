package dev.millrace.runfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.datasets.Datasets;
import java.util.List;
import java.util.OptionalInt;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
final class CheckedRunTest {
    private static final String SOUND = """
            name: mine
            dataset: mnist
            model:
              layers:
                - {dense: 16, activation: relu}
                - {dense: 10, activation: softmax}
            compile:
              optimizer: {adam: {learning_rate: 0.02}}
              loss: categorical_crossentropy
            fit: {batch_size: 30, epochs: 2}
            """;

    @Test
    void shouldShowWhatWillBeTrained() {
        var checked = sound(SOUND);
        assertThat(checked.request().runId()).startsWith("mine-");
        assertThat(checked.request().dataset()).isEqualTo(Datasets.named("mnist"));
        assertThat(checked.request().fit().batchSize()).isEqualTo(30);
        assertThat(checked.parameters()).hasValue(784 * 16 + 16 + 16 * 10 + 10);
        assertThat(checked.summary().orElseThrow())
                .contains("dense (Dense)", "(None, 16)", "Total params: 12,730")
                .startsWith("Model: \"sequential\"\n┏");
        assertThat(checked.notes()).isEmpty();
    }

    /// One in each part, and two in some.
    @Test
    void shouldNameEveryFieldThatIsNotSound() {
        String text = """
                name: 3
                dataset: {csv: {file: /data/houses.csv, target: price, missng: mean}}
                model:
                  layers:
                    - {dense: -16, activation: relu}
                    - {dense: 8, activation: rely}
                    - {dense: {units: 10.5, activation: softmax}}
                compile:
                  optimizer: {adam: {learning_rat: 0.02}}
                  loss: mze
                fit:
                  batch_size: 0
                  epochs: many
                  shufle: true
                """;
        assertThat(unsound(text))
                .extracting(Problem::field, problem -> problem.line().orElse(0))
                .containsExactlyInAnyOrder(
                        of("name", 1),
                        of("dataset.csv.missng", 2),
                        of("model.layers[0].dense", 5),
                        of("model.layers[1].activation", 6),
                        of("model.layers[2].dense.units", 7),
                        of("compile.optimizer.adam.learning_rat", 9),
                        of("compile.loss", 10),
                        of("fit.batch_size", 12),
                        of("fit.epochs", 13),
                        of("fit.shufle", 14));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            dense: 10,         | dense: 1,              | compile.loss              | 9 | Loss 'categorical_crossentropy' wants one output per class, but layer 'dense_1' gives shape (1,).
            dataset: mnist     | dataset: mnits         | dataset                   | 2 | Unknown dataset: 'mnits'. Did you mean 'mnist'?
            epochs: 2          | epochs: 2, initial_epoch: 2 | fit.initial_epoch    | 10 | initial_epoch is at least 0 and less than epochs
            {dense: 16         | {dens: 16              | model.layers[0].dens      | 5 | layers[0]: Unknown layer: 'dens'. Did you mean 'dense'?
            name: mine         | name: [                | ``                        | 3 | The text is neither JSON nor YAML: while parsing a flow sequence
            name: mine         | dataset: digits        | ``                        | 2 | the key 'dataset' is given twice, first in line 1.
            fit: {batch_size: 30, epochs: 2} | fit: 3   | fit                       | 10 | 'fit' is an object with the keys
            """)
    void shouldSayWhatIsWrong(String from, String to, String field, int line, String detail) {
        assertThat(SOUND).contains(from);
        assertThat(unsound(SOUND.replace(from, to))).first().satisfies(problem -> {
            assertThat(problem.detail()).startsWith(detail);
            assertThat(problem.field()).isEqualTo(field);
            assertThat(problem.line()).isEqualTo(OptionalInt.of(line));
        });
    }

    @Test
    void shouldRefuseATextThatIsNoRun() {
        assertThat(unsound(""))
                .containsExactly(new Problem("", OptionalInt.empty(), "The text is empty: nothing is in it."));
        assertThat(unsound("just words"))
                .extracting(Problem::detail)
                .containsExactly(
                        "a run file is an object with the keys [name, dataset, data, model, compile, fit]. Received: \"just words\".");
        assertThat(unsound("{\"name\": \"x\"}}")).extracting(Problem::line).containsExactly(OptionalInt.of(1));
    }

    @Test
    void shouldRefusePathsThatAreRelativeToNothing() {
        String tables = """
                dataset:
                  query:
                    sql: SELECT * FROM a
                    target: y
                    files: {a: /data/a.csv, b: data/b.csv}
                    test_file: test.csv
                """;
        assertThat(unsound(tables))
                .filteredOn(problem -> problem.detail().startsWith("A path is absolute here"))
                .extracting(Problem::field, problem -> problem.line().orElse(0))
                .containsExactlyInAnyOrder(of("dataset.query.files.b", 5), of("dataset.query.test_file", 6));
        assertThat(unsound(SOUND.replace("dataset: mnist", "dataset: mnist\ndata: mnist/idx")))
                .extracting(Problem::field)
                .containsExactly("data");
        assertThat(sound(SOUND.replace("dataset: mnist", "dataset: mnist\ndata: /data/../mnist"))
                        .request()
                        .dataset()
                        .at("/mnist/folder")
                        .textValue())
                .isEqualTo("/data/../mnist");
    }

    @Test
    void shouldSayWhatIsNotKnownBeforeTheDataIsOpened() {
        var chosen = sound("dataset: {csv: {file: /data/houses.csv, target: price}}");
        assertThat(chosen.summary()).isEmpty();
        assertThat(chosen.parameters()).isEmpty();
        assertThat(chosen.notes()).containsExactly("The run says no model: the data-loader chooses one for the data.");
        var shapeless = sound("""
                dataset: {csv: {file: /data/houses.csv, target: price}}
                model: {layers: [{dense: 1}]}
                compile: {loss: mse}
                """);
        assertThat(shapeless.summary()).isEmpty();
        assertThat(shapeless.notes()).hasSize(1).first().asString().contains("no 'input_shape'");
        var shaped = sound("""
                dataset: {csv: {file: /data/houses.csv, target: price}}
                model: {input_shape: [7], layers: [{dense: 1}]}
                compile: {loss: mse}
                """);
        assertThat(shaped.parameters()).hasValue(8);
    }

    @Test
    void shouldTrainOnDigitsWhereNothingIsNamed() {
        var checked = sound(SOUND.replace("dataset: mnist\n", ""));
        assertThat(checked.request().dataset()).isEqualTo(Datasets.named("digits"));
        assertThat(checked.notes())
                .containsExactly("Training on digits: the run names no dataset, and digits needs no files.");
    }

    private static Tuple of(String field, int line) {
        return tuple(field, line);
    }

    private static CheckedRun.Sound sound(String text) {
        assertThat(CheckedRun.of(text)).isInstanceOf(CheckedRun.Sound.class);
        return (CheckedRun.Sound) CheckedRun.of(text);
    }

    private static List<Problem> unsound(String text) {
        assertThat(CheckedRun.of(text)).isInstanceOf(CheckedRun.Unsound.class);
        return ((CheckedRun.Unsound) CheckedRun.of(text)).problems();
    }
}
