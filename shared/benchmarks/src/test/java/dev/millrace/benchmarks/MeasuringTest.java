package dev.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.standalone.experiment.Statistics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/// The tools that every benchmark measures with.
final class MeasuringTest {
    @Test
    void shouldTakeTheMiddle() {
        assertThat(Statistics.median(List.of(5.0, 1.0, 3.0))).isEqualTo(3);
        assertThat(Statistics.median(List.of(4.0, 1.0, 2.0, 9.0))).isEqualTo(3);
        assertThatThrownBy(() -> Statistics.median(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldLetEveryoneBeFirst() {
        List<String> all = List.of("a", "b", "c");
        assertThat(Rounds.turns(all, 0)).containsExactly("a", "b", "c");
        assertThat(Rounds.turns(all, 1)).containsExactly("b", "c", "a");
        assertThat(Rounds.turns(all, 2)).containsExactly("c", "a", "b");
        assertThat(Rounds.turns(all, 3)).containsExactly("a", "b", "c");
    }

    @ParameterizedTest
    @CsvSource({"60000,1,6000,6000", "60000,10,6000,60000", "60000,100,6000,60000", "60000,1,0,60000"})
    void shouldTrainAPartOfAnEpochWhereStepsAreMany(int samples, int batchSize, int steps, int part) {
        assertThat(Part.of(samples, batchSize, steps)).isEqualTo(part);
    }

    @Test
    void shouldGiveDeeplearning4jASixth() {
        assertThat(new Deeplearning4j().samples(60_000, 1, 6000)).isEqualTo(1000);
        assertThat(new Deeplearning4j().samples(60_000, 1, 0)).isEqualTo(60_000);
        assertThat(new Deeplearning4j().samples(60_000, 1, 3)).isEqualTo(1);
    }

    @Test
    void shouldReadSettings() {
        var converter = new Setting.Converter();
        assertThat(converter.convert("100:adam")).isEqualTo(new Setting(100, "adam", Setting.DENSE));
        assertThat(converter.convert("128:adam:conv")).isEqualTo(new Setting(128, "adam", Setting.CONV));
        assertThat(converter.convert("100:adam")).hasToString("100:adam");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "0:sgd", "10:rmsprop", "10:sgd:1", "99999999:sgd"})
    void shouldRefuseOtherSettings(String text) {
        assertThatThrownBy(() -> new Setting.Converter().convert(text)).isInstanceOf(TypeConversionException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e6, 1e7, 1e8})
    void shouldBuildModelsOfTheSizeThatWasAskedFor(double parameters) {
        long there = Textbook.network(ScaleCommand.units(parameters)).countParams();
        assertThat(there / parameters).isBetween(0.999, 1.001);
    }

    @Test
    void shouldSayWhyAPeerIsMissing() {
        assertThat(new Keras("jax", Optional.empty()).missing()).hasValue("no --python");
        assertThat(new Keras("jax", Optional.of("/no/such/python")).missing())
                .hasValueSatisfying(reason -> assertThat(reason).contains("/no/such/python"));
        assertThat(new Library().missing()).isEmpty();
    }

    @Test
    void shouldTellTheLastWordsOfAChildThatBroke() {
        assertThatThrownBy(() ->
                        new Child(List.of("/bin/sh", "-c", "echo first >&2; echo last >&2; exit 3"), Map.of()).output())
                .isInstanceOf(MeasurementException.class)
                .hasMessage("exit code 3: last");
        assertThat(new Child(List.of("/bin/sh", "-c", "echo $WORD"), Map.of("WORD", "out")).output())
                .isEqualTo("out\n");
    }

    @Test
    void shouldWritePartsThatCanBeReadAgain() {
        Path folder;
        try (var parts = Parts.of("digits", Optional.empty())) {
            folder = parts.folder(50);
            var dataset = new FitArguments(folder, new Setting(1, "sgd", Setting.DENSE), 1, 1).dataset();
            assertThat(dataset.train().size()).isEqualTo(50);
            assertThat(dataset.test().size()).isEqualTo(10_000);
            assertThat(parts.size()).isEqualTo(60_000);
        }
        assertThat(folder).doesNotExist();
    }

    @Test
    void shouldAlignColumns() {
        var table = new Table("name", "number");
        table.add("a longer name", Table.number(1, 2.25));
        table.add("b", Table.number(1, Double.NaN));
        assertThat(table).hasToString("""
                name           number
                a longer name     2.2
                b                   -
                """);
        assertThatThrownBy(() -> table.add("one")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldReadWhatTheSystemSaysOfMemory() {
        assertThat(Machine.bytes("123 kB")).isEqualTo(123 * 1024);
        assertThat(Machine.here().processors()).isPositive();
    }
}
