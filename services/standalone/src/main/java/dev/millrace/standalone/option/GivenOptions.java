package dev.millrace.standalone.option;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Options of the command line about data, each with the kinds of data that have it and the name that it has there. For
/// one thread.
final class GivenOptions {
    private static final Pattern COMMA = Pattern.compile("(?<!\\\\),");

    private final List<Given> all = new ArrayList<>();

    /// One of them.
    ///
    /// @param flag as it was written: `--size`
    /// @param key its name among the options of a kind; `split.test` is the name `test` in the object `split`
    /// @param kinds that have it; empty: any may
    record Given(String flag, String key, Set<String> kinds, JsonNode value) {
        boolean fits(String kind) {
            return kinds.isEmpty() || kinds.contains(kind);
        }
    }

    /// What an option is called, here and there.
    record Name(String flag, String key, Set<String> kinds) {}

    void text(Name name, @Nullable Object value) {
        if (value != null) {
            add(name, TextNode.valueOf(value.toString()));
        }
    }

    /// Names, several in one word if commas are between them; `\,` is a comma in a name.
    void texts(Name name, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            values.stream()
                    .flatMap(COMMA::splitAsStream)
                    .map(one -> one.replace("\\,", ","))
                    .forEach(all::add);
            add(name, all.size() == 1 ? all.get(0) : all);
        }
    }

    void number(Name name, @Nullable Double value) {
        if (value != null) {
            add(name, DoubleNode.valueOf(value));
        }
    }

    void whole(Name name, @Nullable Long value) {
        if (value != null) {
            add(name, LongNode.valueOf(value));
        }
    }

    /// An option without a value, which means `meaning`.
    void flag(Name name, boolean given, boolean meaning) {
        if (given) {
            add(name, BooleanNode.valueOf(meaning));
        }
    }

    void map(Name name, Map<String, ?> values) {
        if (!values.isEmpty()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            values.forEach((key, value) -> object.put(key, value.toString()));
            add(name, object);
        }
    }

    void add(Name name, JsonNode value) {
        all.add(new Given(name.flag, name.key, name.kinds, value));
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /// The first one.
    Given first() {
        return all.getFirst();
    }

    /// The first one of which `wanted` is true.
    Optional<Given> find(Predicate<Given> wanted) {
        return all.stream().filter(wanted).findFirst();
    }

    /// Puts all of them among the options of a kind of data, whatever was there under their names.
    void putInto(ObjectNode options) {
        for (Given given : all) {
            int dot = given.kinds.isEmpty() ? -1 : given.key.indexOf('.');
            if (dot < 0) {
                options.set(given.key, given.value);
            } else {
                options.withObjectProperty(given.key.substring(0, dot)).set(given.key.substring(dot + 1), given.value);
            }
        }
    }
}
