package dev.millrace.runfile.yaml;

import java.util.OptionalInt;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;

/// A text that is not one sound YAML document. The message follows the file's name: ", line 3: the key …".
public final class YamlException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private static final int MOST_SHOWN = 400;

    /// From 1; 0 where it is not known.
    private final int line;

    /// Of a long message, which quotes a long text, the beginning is said.
    private YamlException(int line, String message) {
        super(message.length() > MOST_SHOWN ? message.substring(0, MOST_SHOWN) + "..." : message);
        this.line = line;
    }

    /// A text that is no YAML.
    ///
    /// @param line where; absent: not known
    static YamlException noYaml(OptionalInt line, String message) {
        return new YamlException(line.orElse(0), message);
    }

    static YamlException at(Node node, String message) {
        int line = line(node.getStartMark());
        return new YamlException(line, ", line " + line + ": " + message);
    }

    /// Where, if that is known; from 1, as editors count.
    public OptionalInt line() {
        return line == 0 ? OptionalInt.empty() : OptionalInt.of(line);
    }

    /// The message for whoever has `line` beside it, and no name of a file before it.
    public String detail() {
        String message = String.valueOf(getMessage());
        String place = ", line " + line + ": ";
        return message.startsWith(place)
                ? message.substring(place.length())
                : "The text" + (message.startsWith(":") ? " is empty: nothing is in it." : message);
    }

    /// From 1, as editors count.
    static int line(Mark mark) {
        return mark.getLine() + 1;
    }
}
