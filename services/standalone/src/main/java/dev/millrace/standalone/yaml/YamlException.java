package dev.millrace.standalone.yaml;

import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;

/// A text that is not one sound YAML document. The message follows the file's name: ", line 3: the key …".
public final class YamlException extends RuntimeException {
    private static final long serialVersionUID = 1;

    YamlException(String message) {
        super(message);
    }

    static YamlException at(Node node, String message) {
        return new YamlException(", line " + line(node.getStartMark()) + ": " + message);
    }

    /// From 1, as editors count.
    static int line(Mark mark) {
        return mark.getLine() + 1;
    }
}
