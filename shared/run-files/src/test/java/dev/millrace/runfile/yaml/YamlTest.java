package dev.millrace.runfile.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.runfile.yaml.Lines.Place;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class YamlTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [&a x, *a, {k: *a}]                         | ["x", "x", {"k": "x"}]
            [&relu sigmoid, *relu]                      | ["sigmoid", "sigmoid"]
            [&n 10, *n, &f 0.5, *f, &t true, *t]        | [10, 10, 0.5, 0.5, true, true]
            [&l [1, 2], *l]                             | [[1, 2], [1, 2]]
            [&a 1, *a, &a 2, *a]                        | [1, 1, 2, 2]
            {&k key: 1, value: *k}                      | {"key": 1, "value": "key"}
            [&h {a: 1, b: 2}, {<<: *h, a: 3}]           | [{"a": 1, "b": 2}, {"a": 3, "b": 2}]
            [&h {a: 1, b: 2}, {a: 3, <<: *h}]           | [{"a": 1, "b": 2}, {"a": 3, "b": 2}]
            [&g {a: 1}, &h {a: 2, b: 2}, {<<: [*g, *h]}] | [{"a": 1}, {"a": 2, "b": 2}, {"a": 1, "b": 2}]
            [&g {a: 1}, &h {<<: *g, b: 2}, {<<: *h}]    | [{"a": 1}, {"a": 1, "b": 2}, {"a": 1, "b": 2}]
            {"<<": 1}                                   | {"<<": 1}
            """)
    void shouldResolveAnchorsAliasesAndMergeKeys(String yaml, String json) throws Exception {
        assertThat(Yaml.read(yaml).root()).isEqualTo(JSON.readTree(json));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [0, -1, 2147483648, 9223372036854775807, 123456789012345678901234567890]
            [0.1, 1e3, 1E-3, -0.0, 1.7976931348623157e308, 0.30000000000000004]
            {"a": "é\\n\\"\\u00e9\\ud83d\\ude00\\/\\\\/", "b": [true, false, null, {}, []]}
            {"tabs":\t[\t1,\t2\t]\t}
            """)
    void shouldReadJsonToTheLastDigit(String json) throws Exception {
        assertThat(Yaml.read(json).root()).isEqualTo(JSON.readTree(json));
    }

    @Test
    void shouldReadYamlsOwnWaysOfWritingValues() throws Exception {
        assertThat(Yaml.read("[0x1F, 010, 0b11, 1_000, +5, .5, yes, Off, ~, 1:30, 2026-01-02, !!str 5, !!int '5']")
                        .root())
                .isEqualTo(JSON.readTree(
                        "[31, 8, 3, 1000, 5, 0.5, true, false, null, \"1:30\", \"2026-01-02\", \"5\", 5]"));
    }

    @Test
    void shouldKnowThePlaceOfEveryValue() {
        Lines lines =
                Yaml.read("a: 1\nb:\n  - x\n  - c: y\n    d: [1,\n     z]\n").lines();
        assertThat(lines.of("a")).map(Place::line).hasValue(1);
        assertThat(lines.of("b")).map(Place::line).hasValue(2);
        assertThat(lines.of("b[1].d[1]")).map(Place::line).hasValue(6);
        assertThat(lines.of("b[2]")).isEmpty();
        assertThat(lines.of("b[1]", "y", false)).hasValue(new Place("b[1].c", 4));
        assertThat(lines.of("b", "d", true)).map(Place::line).hasValue(5);
        assertThat(lines.of("b", "z", true)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a: 1;b: 2;a: 3        | , line 3: the key 'a' is given twice, first in line 1.
            a: {b: 1,; 'b': 1}    | , line 2: the key 'b' is given twice, first in line 1.
            a: 1;---;a: 2         | ` is neither JSON nor YAML: expected a single document in the stream, but found another document, at line 2, column 1.`
            # only this           | : nothing is in it.
            a: *b                 | ` is neither JSON nor YAML: found undefined alias b, at line 1, column 4.`
            a: &a [*a]            | , line 1: an anchor is within itself.
            &a {<<: *a}           | , line 1: an anchor is within itself.
            a: 1;<<: 3            | , line 2: '<<' takes in an object or a list of objects, mostly by an alias.
            a: 1;[b]: 2           | , line 2: a key is a text, not a list or an object.
            a: !mine 3            | , line 1: the tag '!mine' is not read here. Leave it out.
            a: !!set {b}          | , line 1: the tag 'tag:yaml.org,2002:set' is not read here. Leave it out.
            !!java.net.URL [x]    | ` is neither JSON nor YAML: Global tag is not allowed: tag:yaml.org,2002:java.net.URL, at line 1, column 1.`
            a: .inf               | , line 1: '.inf' is no number that can be used. Quote it if it is a text.
            a: 1e999              | , line 1: '1e999' is no number that can be used. Quote it if it is a text.
            a: !!int one          | , line 1: 'one' is no number that can be used. Quote it if it is a text.
            """)
    void shouldSayWhatIsWrongAndWhere(String text, String message) {
        assertThatThrownBy(() -> Yaml.read(text.replace(';', '\n')))
                .isInstanceOf(YamlException.class)
                .hasMessage(message);
    }

    static Stream<Arguments> hostileTexts() {
        var laughs = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        var merges = new StringBuilder("a0: &a0 {x: 1}\n");
        for (int i = 1; i < 30; i++) {
            String nine = ("*a" + (i - 1) + ",").repeat(9);
            laughs.append("a%d: &a%d [%s]%n".formatted(i, i, nine));
            merges.append("a%d: &a%d {<<: [%s]}%n".formatted(i, i, nine));
        }
        return Stream.of(
                Arguments.of("billion laughs", laughs.toString(), "more than 100000 values"),
                Arguments.of("merges of merges", merges.toString(), "more than 100000 values"),
                Arguments.of("a long list", "[" + "1,".repeat(200_000) + "]", "more than 100000 values"),
                Arguments.of("deep lists", "[".repeat(500_000), "Nesting Depth exceeded max 50."),
                Arguments.of("deep dashes", "- ".repeat(300_000), "Nesting Depth exceeded max 50."),
                Arguments.of("deep keys", "? ".repeat(300_000), "Nesting Depth exceeded max 50."),
                Arguments.of("many digits", "!!int " + "9".repeat(500_000), "'999"),
                Arguments.of("a long tag", "!" + "a".repeat(500_000), "is not read here"),
                Arguments.of("no text", "a: \u0007", "the character U+0007, at line 1, is not one of text."));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostileTexts")
    void shouldEndHostileTextsInOneSentence(String name, String text, String message) {
        Assertions.assertTimeout(Duration.ofSeconds(20), () -> {
            assertThatThrownBy(() -> Yaml.read(text))
                    .isInstanceOf(YamlException.class)
                    .hasMessageContaining(message)
                    .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500));
        });
    }
}
