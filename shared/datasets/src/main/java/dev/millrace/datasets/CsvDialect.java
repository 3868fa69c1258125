package dev.millrace.datasets;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/// How a CSV file is written. What is absent is found out from the file.
///
/// @param delimiter between fields
/// @param quote around fields that hold delimiters, quotes or line breaks; doubled inside them
/// @param decimal between a number's whole part and its fraction: `.` or `,`
/// @param thousands between groups of three digits; absent where there are none
/// @param encoding of the characters: `utf-8`, `utf-16`, `latin-1` or `windows-1252`
/// @param header whether the first line holds the columns' names; without, they are `column1`, `column2`, …
/// @param naValues texts that stand for a missing value, as an empty field always does
public record CsvDialect(
        Optional<Character> delimiter,
        char quote,
        Optional<Character> decimal,
        Optional<Character> thousands,
        Optional<String> encoding,
        Optional<Boolean> header,
        List<String> naValues) {
    /// Everything is found out from the file.
    public static final CsvDialect UNKNOWN = new CsvDialect(
            Optional.empty(), '"', Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of());

    private static final List<String> ENCODINGS = List.of("utf-8", "utf-16", "latin-1", "windows-1252");

    public CsvDialect {
        naValues = List.copyOf(naValues);
        decimal.filter(c -> c != '.' && c != ',').ifPresent(c -> {
            throw new DatasetException("Option 'decimal' is '.' or ','. Received: '" + c + "'.");
        });
        if (decimal.isPresent() && decimal.equals(thousands)) {
            throw new DatasetException("Options 'decimal' and 'thousands' are different characters. Received: '"
                    + decimal.get() + "' for both.");
        }
        delimiter.filter(c -> c == '\n' || c == '\r').ifPresent(c -> {
            throw new DatasetException("Option 'delimiter' is no line break.");
        });
        encoding.filter(name -> !ENCODINGS.contains(name)).ifPresent(name -> {
            throw new DatasetException("Option 'encoding' is one of " + String.join(", ", ENCODINGS) + ". Received: '"
                    + name + "'. Convert the file to UTF-8: iconv -f ENCODING -t UTF-8 FILE.");
        });
    }

    /// The options of a CSV file among `options`: `delimiter`, `quote`, `decimal`, `thousands`, `encoding`, `header`
    /// and `na_values`.
    ///
    /// @throws DatasetException if one is not what it should be
    public static CsvDialect of(Options options) {
        return new CsvDialect(
                character(options, "delimiter"),
                character(options, "quote").orElse('"'),
                character(options, "decimal"),
                character(options, "thousands"),
                options.optionalText("encoding"),
                options.has("header") ? Optional.of(options.flag("header", true)) : Optional.empty(),
                options.texts("na_values"));
    }

    private static Optional<Character> character(Options options, String name) {
        return options.optionalText(name).map(text -> {
            String one = text.equals("\\t") || text.equals("tab") ? "\t" : text;
            if (one.length() != 1) {
                throw new DatasetException(
                        "Option '" + name + "' is one character, or \"tab\". Received: '" + text + "'.");
            }
            return one.charAt(0);
        });
    }

    /// The same, in another encoding.
    public CsvDialect withEncoding(String name) {
        return new CsvDialect(delimiter, quote, decimal, thousands, Optional.of(name), header, naValues);
    }

    /// As it is kept in model files; `of` reads it.
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        delimiter.ifPresent(c -> json.put("delimiter", String.valueOf(c)));
        json.put("quote", String.valueOf(quote));
        decimal.ifPresent(c -> json.put("decimal", String.valueOf(c)));
        thousands.ifPresent(c -> json.put("thousands", String.valueOf(c)));
        encoding.ifPresent(name -> json.put("encoding", name));
        header.ifPresent(there -> json.put("header", there));
        naValues.forEach(json.putArray("na_values")::add);
        return json;
    }
}
