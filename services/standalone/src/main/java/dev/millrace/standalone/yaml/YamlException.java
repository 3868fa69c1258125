package dev.millrace.standalone.yaml;

import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;

/// A text that is not one sound YAML document. The message follows the file's name: ", line 3: the key …".
public final class YamlException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private static final int MOST_SHOWN = 400;

    /// Of a long message, which quotes a long text, the beginning is said.
    YamlException(String message) {
        super(message.length() > MOST_SHOWN ? message.substring(0, MOST_SHOWN) + "..." : message);
    }

    static YamlException at(Node node, String message) {
        return new YamlException(", line " + line(node.getStartMark()) + ": " + message);
    }

    /// From 1, as editors count.
    static int line(Mark mark) {
        return mark.getLine() + 1;
    }
}
