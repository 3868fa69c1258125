package dev.millrace.standalone.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// Options of the command line become the description of a dataset.
final class DataOptionsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            --csv /d/h.csv --target price                         | {"csv": {"file": "/d/h.csv", "target": "price"}}
            --csv /d/h.csv --target a,b --ignore c --ignore d,e   | {"csv": {"file": "/d/h.csv", "target": ["a", "b"], "ignore": ["c", "d", "e"]}}
            --csv /d/h.csv --target a\\,b                         | {"csv": {"file": "/d/h.csv", "target": "a,b"}}
            --csv /d/h.csv --decimal , --delimiter tab --thousands . --quote ' --encoding latin-1 --no-header --na NA,? | {"csv": {"file": "/d/h.csv", "delimiter": "tab", "decimal": ",", "thousands": ".", "quote": "'", "encoding": "latin-1", "header": false, "na_values": ["NA", "?"]}}
            --csv /d/h.csv --type zip=text --categories index --missing median --no-standardize --weight w --task classes | {"csv": {"file": "/d/h.csv", "types": {"zip": "text"}, "categories": "index", "missing": "median", "standardize": false, "weight": "w", "task": "classes"}}
            --parquet /d/h.parquet --target y --validation 0.2 --test 0 --stratify --split-seed 7 | {"parquet": {"file": "/d/h.parquet", "target": "y", "split": {"validation": 0.2, "test": 0.0, "stratify": true, "seed": 7}}}
            --csv /d/h.csv --test-file /d/t.csv --validation-file /d/v.csv | {"csv": {"file": "/d/h.csv", "test_file": "/d/t.csv", "validation_file": "/d/v.csv"}}
            --query SELECT --file a=/d/a.csv --file b=/d/b.parquet --target y | {"query": {"sql": "SELECT", "files": {"a": "/d/a.csv", "b": "/d/b.parquet"}, "target": "y"}}
            --images /d/p --size 32x48 --color gray               | {"images": {"folder": "/d/p", "size": [32, 48], "color": "gray"}}
            --npz /d/a.npz --x in --y out --weights w --task values | {"npz": {"file": "/d/a.npz", "x": "in", "y": "out", "weights": "w", "task": "values"}}
            --npz /d/a.npz --data-option x_val=v --data-option scale=0.5 | {"npz": {"file": "/d/a.npz", "x_val": "v", "scale": 0.5}}
            --idx /d/i --data-option names=["a","b"]              | {"idx": {"folder": "/d/i", "names": ["a", "b"]}}
            --dataset mnist --data /d/m                           | {"mnist": {"folder": "/d/m"}}
            --dataset digits                                      | {"digits": {}}
            """)
    void shouldBecomeADescription(String args, String description) {
        assertThat(json(described(args, Optional.empty()).orElseThrow().toString()))
                .isEqualTo(json(description));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            --target z            | {"csv": {"file": "/a.csv", "target": "z", "decimal": ","}}
            --csv /b.csv          | {"csv": {"file": "/b.csv", "target": "y", "decimal": ","}}
            --npz /b.npz          | {"npz": {"file": "/b.npz"}}
            --dataset digits      | {"digits": {}}
            """)
    void shouldWinOverARunFile(String args, String description) {
        JsonNode before = json("{\"csv\": {\"file\": \"/a.csv\", \"target\": \"y\", \"decimal\": \",\"}}");
        assertThat(described(args, Optional.of(before))).contains(json(description));
    }

    @Test
    void shouldReadFilesWhereTheCommandIsGiven() {
        assertThat(described("--csv h.csv", Optional.empty())
                        .orElseThrow()
                        .at("/csv/file")
                        .asText())
                .isEqualTo(Path.of("h.csv").toAbsolutePath().toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            --csv a.csv --images b        | Name one kind of data. Received: --csv, --images.
            --csv a.csv --dataset digits  | Name one kind of data. Received: --csv, --dataset.
            --decimal ,                   | --decimal says how data is read, and no data is named. Name it: --csv FILE, --parquet FILE, --query SQL, --npz FILE, --images DIR, --idx DIR or --dataset NAME.
            --images a --target y         | --target does not belong to data of kind 'images', but to: csv, parquet, query. Leave it out.
            --csv a.csv --size 8x8        | --size does not belong to data of kind 'csv', but to: images. Leave it out.
            --parquet a.parquet --decimal , | --decimal does not belong to data of kind 'parquet', but to: csv, query. Leave it out.
            --dataset digits --stratify   | --stratify does not belong to data of kind 'digits', but to: csv, images, npz, parquet, query. Leave it out.
            --csv a.csv --file b=c.csv    | --file does not belong to data of kind 'csv', but to: query. Leave it out.
            --query SELECT --test-file t  | --test-file does not belong to data of kind 'query', but to: csv, parquet. Leave it out.
            --query SELECT --target y     | --query reads files that are named to it. Name each: --file NAME=FILE, for FROM NAME.
            --dataset digits --data d     | --data does not belong to data of kind 'digits', but to: idx, images, mnist. Leave it out.
            --images a --size large       | --size is height x width in pixels, like 64x64. Received: large.
            """)
    void shouldRefuseWhatDoesNotBelongTogether(String args, String message) {
        assertThatThrownBy(() -> described(args, Optional.empty()))
                .isInstanceOf(ParameterException.class)
                .hasMessage(message);
    }

    @Test
    void shouldTakeTheFilesOfAQueryFromARun() {
        JsonNode run = json("{\"query\": {\"sql\": \"SELECT\", \"files\": {\"h\": \"/d/h.csv\"}}}");
        assertThat(described("--query FROM", Optional.of(run)).orElseThrow())
                .isEqualTo(json("{\"query\": {\"sql\": \"FROM\", \"files\": {\"h\": \"/d/h.csv\"}}}"));
    }

    @Test
    void shouldKnowTheFolderWhereNoDataIsNamed() {
        var options = new DataOptions();
        CommandLine line = parsed(options, "--data", "/d/m");
        assertThat(options.undecided(line, Optional.empty())).isEmpty();
        assertThat(options.folder()).isEqualTo("/d/m");
        assertThat(options.isEmpty(line)).isFalse();
    }

    private static Optional<JsonNode> described(String args, Optional<JsonNode> before) {
        var options = new DataOptions();
        return options.undecided(parsed(options, args.split(" +", -1)), before);
    }

    private static CommandLine parsed(DataOptions options, String... args) {
        var line = new CommandLine(options);
        OptionTypes.register(line);
        line.parseArgs(args);
        return line;
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
