package dev.millrace.runfile.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;

/// One YAML document, which may be JSON: anchors, aliases and merge keys (`<<`) are resolved, a key that is said twice
/// is an error, and so is a tag that is not of YAML's own plain types.
///
/// @param root the document
/// @param lines where each value stands; one that came by an alias, where its anchor is
public record Yaml(JsonNode root, Lines lines) {
    private static final int MOST_ALIASES = 1000;
    private static final int MOST_DEPTH = 50;

    /// After pairs of backslashes, which are no escapes of what follows them.
    private static final Pattern ESCAPED_SLASH = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*+)\\\\/");

    /// Reads a text in time and memory bounded by its length.
    ///
    /// @throws YamlException if it is not sound
    public static Yaml read(String text) {
        var lines = new Lines();
        boolean json = text.stripLeading().startsWith("{");
        return new Yaml(new TreeBuilder(lines).build(compose(json ? asYaml(text) : text)), lines);
    }

    /// JSON's two liberties that YAML 1.1 does not have: tabs between its words, and a slash that is escaped.
    private static String asYaml(String json) {
        return ESCAPED_SLASH.matcher(json.replace('\t', ' ')).replaceAll("$1/");
    }

    private static Node compose(String text) {
        var limits = new LoaderOptions();
        limits.setCodePointLimit(Integer.MAX_VALUE); // whoever has read the text has limited it
        limits.setMaxAliasesForCollections(MOST_ALIASES);
        limits.setNestingDepthLimit(MOST_DEPTH);
        try {
            Node root = new org.yaml.snakeyaml.Yaml(limits).compose(new StringReader(text));
            if (root == null) {
                throw YamlException.noYaml(OptionalInt.empty(), ": nothing is in it.");
            }
            return root;
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark();
            throw notYaml(mark == null ? OptionalInt.empty() : OptionalInt.of(YamlException.line(mark)), problem(e));
        } catch (ReaderException e) {
            String before = text.substring(0, Math.min(text.length(), e.getPosition()));
            int line = (int) Math.max(1, before.lines().count());
            throw notYaml(
                    OptionalInt.of(line),
                    String.format("the character U+%04X, at line %d, is not one of text", e.getCodePoint(), line));
        } catch (YAMLException e) {
            throw notYaml(OptionalInt.empty(), String.valueOf(e.getMessage()));
        }
    }

    private static String problem(MarkedYAMLException e) {
        List<String> parts = new ArrayList<>();
        if (e.getContext() != null) {
            parts.add(e.getContext());
        }
        if (e.getProblem() != null) {
            parts.add(e.getProblem());
        }
        if (e.getProblemMark() != null) {
            parts.add("at line " + YamlException.line(e.getProblemMark()) + ", column "
                    + (e.getProblemMark().getColumn() + 1));
        }
        return String.join(", ", parts);
    }

    private static YamlException notYaml(OptionalInt line, String problem) {
        return YamlException.noYaml(
                line, " is neither JSON nor YAML: " + problem.strip().replaceAll("\\s*\\R\\s*", ", ") + ".");
    }
}
