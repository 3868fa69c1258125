package dev.millrace.standalone.option;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.datasets.CsvDialect;
import dev.millrace.datasets.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How a CSV file is written, where that is not to be found out.
public final class CsvOptions {
    private static final Set<String> KINDS = Set.of("csv", "query");

    @Option(names = "--delimiter", paramLabel = "C", description = "CSV: between fields; 'tab' too.")
    private @Nullable String delimiter;

    @Option(names = "--decimal", paramLabel = "C", description = "CSV: '.' or ',' in numbers.")
    private @Nullable String decimal;

    @Option(names = "--thousands", paramLabel = "C", description = "CSV: between groups of three digits.")
    private @Nullable String thousands;

    @Option(names = "--quote", paramLabel = "C", description = "CSV: around fields with delimiters in them.")
    private @Nullable String quote;

    @Option(names = "--encoding", paramLabel = "NAME", description = "CSV: utf-8, utf-16, latin-1 or windows-1252.")
    private @Nullable String encoding;

    @Option(names = "--no-header", description = "CSV: the first line is a row; columns are column1, column2, ...")
    private boolean noHeader;

    @Option(names = "--na", paramLabel = "TEXT", description = "CSV: a text that stands for a missing value, like NA.")
    private List<String> na = new ArrayList<>();

    void giveTo(GivenOptions given) {
        given.text(name("--delimiter", "delimiter"), delimiter);
        given.text(name("--decimal", "decimal"), decimal);
        given.text(name("--thousands", "thousands"), thousands);
        given.text(name("--quote", "quote"), quote);
        given.text(name("--encoding", "encoding"), encoding);
        given.flag(name("--no-header", "header"), noHeader, false);
        given.texts(name("--na", "na_values"), na);
    }

    private static GivenOptions.Name name(String flag, String key) {
        return new GivenOptions.Name(flag, key, KINDS);
    }

    /// How a file is written: as `known`, but for what was said here.
    ///
    /// @return absent where nothing was said
    /// @throws dev.millrace.datasets.DatasetException if an option is not what it should be
    public Optional<CsvDialect> dialect(CsvDialect known) {
        var given = new GivenOptions();
        giveTo(given);
        if (given.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode options = JsonNodeFactory.instance.objectNode();
        options.setAll(known.toJson());
        given.putInto(options);
        return Optional.of(CsvDialect.of(new Options("csv", options)));
    }
}
