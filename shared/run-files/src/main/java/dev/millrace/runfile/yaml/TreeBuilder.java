package dev.millrace.runfile.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/// Turns YAML's graph of nodes, in which an alias is the node of its anchor once more, into a tree.
final class TreeBuilder {
    /// More values than any run has: what aliases of aliases multiply to ends here.
    private static final int MOST_VALUES = 100_000;

    private final Lines lines;
    private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private int count;

    TreeBuilder(Lines lines) {
        this.lines = lines;
    }

    JsonNode build(Node root) {
        return value(root, "");
    }

    private JsonNode value(Node node, String path) {
        if (++count > MOST_VALUES) {
            throw YamlException.at(node, "with its aliases, the file has more than " + MOST_VALUES + " values.");
        }
        if (node instanceof ScalarNode scalar) {
            return Scalars.value(scalar);
        }
        if (!open.add(node)) {
            throw YamlException.at(node, "an anchor is within itself.");
        }
        JsonNode value = switch (node) {
            case MappingNode mapping -> object(mapping, path);
            case SequenceNode sequence -> list(sequence, path);
            default -> throw YamlException.at(node, "this is neither an object, a list nor a value.");
        };
        open.remove(node);
        return value;
    }

    private ArrayNode list(SequenceNode node, String path) {
        checkTag(node, Tag.SEQ);
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Node item : node.getValue()) {
            String place = path + "[" + list.size() + "]";
            JsonNode value = value(item, place);
            lines.add(place, "", value, YamlException.line(item.getStartMark()));
            list.add(value);
        }
        return list;
    }

    private ObjectNode object(MappingNode node, String path) {
        checkTag(node, Tag.MAP);
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        Map<String, Node> keys = new HashMap<>();
        List<Node> merged = new ArrayList<>();
        for (NodeTuple entry : node.getValue()) {
            if (entry.getKeyNode().getTag().equals(Tag.MERGE)) {
                merged.add(entry.getValueNode());
                continue;
            }
            String key = key(entry.getKeyNode());
            Node earlier = keys.put(key, entry.getKeyNode());
            if (earlier != null) {
                throw YamlException.at(
                        entry.getKeyNode(),
                        "the key '" + key + "' is given twice, first in line "
                                + YamlException.line(earlier.getStartMark()) + ".");
            }
            String place = path.isEmpty() ? key : path + "." + key;
            JsonNode value = value(entry.getValueNode(), place);
            lines.add(place, key, value, YamlException.line(entry.getKeyNode().getStartMark()));
            object.set(key, value);
        }
        for (Node each : merged) {
            merge(each, object, path);
        }
        return object;
    }

    /// What an object has itself, or had from an earlier one that was merged, stays (YAML's merge key, 2005).
    private void merge(Node node, ObjectNode target, String path) {
        if (node instanceof MappingNode mapping) {
            value(mapping, path).properties().forEach(entry -> {
                target.putIfAbsent(entry.getKey(), entry.getValue());
            });
        } else if (node instanceof SequenceNode sequence
                && sequence.getValue().stream().allMatch(MappingNode.class::isInstance)) {
            sequence.getValue().forEach(each -> merge(each, target, path));
        } else {
            throw YamlException.at(node, "'<<' takes in an object or a list of objects, mostly by an alias.");
        }
    }

    private static String key(Node node) {
        if (!(node instanceof ScalarNode scalar)) {
            throw YamlException.at(node, "a key is a text, not a list or an object.");
        }
        Scalars.value(scalar); // refuses tags that are not known
        return scalar.getValue();
    }

    private static void checkTag(Node node, Tag expected) {
        if (!node.getTag().equals(expected)) {
            throw Scalars.unknown(node);
        }
    }
}
