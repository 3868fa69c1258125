package dev.millrace.nn.callback;

import dev.millrace.nn.CallbackSpec;
import dev.millrace.nn.Config;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Settings;
import java.util.List;

/// Writes a row for each epoch to a file: its number, counted from 0, and its scores. Through the pipeline whoever
/// watches the run writes it, where they are.
///
/// @param filename where to
/// @param separator of columns, one character
/// @param append whether rows are added to a file that is there
public record CSVLogger(String filename, String separator, boolean append) implements CallbackSpec {
    static final Kind<CallbackSpec> KIND = new Kind<>("CSVLogger", List.of("csv_logger"), "filename", CSVLogger::read);

    public CSVLogger {
        if (filename.isEmpty()) {
            throw new DescriptionException("CSVLogger: filename is the path of a file. Received: ''");
        }
        if (separator.codePointCount(0, separator.length()) != 1) {
            throw new DescriptionException("CSVLogger: separator is one character. Received: '" + separator + "'");
        }
    }

    /// Keras's defaults: commas, a new file.
    public static CSVLogger of(String filename) {
        return new CSVLogger(filename, ",", false);
    }

    private static CSVLogger read(Config config) {
        config.require("filename", "\"log.csv\"");
        return new CSVLogger(config.text("filename", ""), config.text("separator", ","), config.flag("append", false));
    }

    @Override
    public boolean steers() {
        return false;
    }

    @Override
    public Settings settings() {
        return Settings.of("filename", filename).and("separator", separator).and("append", append);
    }
}
