package dev.millrace.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.nn.Shape;
import dev.millrace.nn.Variable;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/// The files that `make_golden.py` made with Keras, and what they hold.
final class Golden {
    static final ObjectMapper JSON = new ObjectMapper();

    private Golden() {}

    static Path file(String name) {
        try {
            return Path.of(
                    Objects.requireNonNull(Golden.class.getResource(name), name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static JsonNode values() throws IOException {
        return JSON.readTree(file("golden.json").toFile());
    }

    /// Single quotes for double ones, so that JSON in Java reads well.
    static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /// What Keras writes of a layer: what all have, and its own settings.
    static JsonNode layer(String className, String name, String settings) {
        return json("""
                {'module': 'keras.layers', 'class_name': '%s', 'config': {'name': '%s', 'trainable': true,
                 'dtype': {'module': 'keras', 'class_name': 'DTypePolicy', 'config': {'name': 'float32'},
                           'registered_name': null},
                 %s}, 'registered_name': null}
                """.formatted(className, name, settings));
    }

    /// Shapes and values of variables, names aside, to compare.
    static List<Values> of(List<Variable> variables) {
        return variables.stream().map(Golden::of).toList();
    }

    static List<Values> of(JsonNode variables) {
        return IntStream.range(0, variables.size())
                .mapToObj(i -> new Values(
                        Shape.of(ints(variables.get(i).get("shape"))),
                        floats(variables.get(i).get("values"))))
                .toList();
    }

    private static Values of(Variable variable) {
        return new Values(
                variable.shape(),
                IntStream.range(0, variable.shape().size())
                        .mapToObj(variable.values()::get)
                        .toList());
    }

    private static int[] ints(JsonNode nodes) {
        return IntStream.range(0, nodes.size()).map(i -> nodes.get(i).asInt()).toArray();
    }

    private static List<Float> floats(JsonNode nodes) {
        return IntStream.range(0, nodes.size())
                .mapToObj(i -> nodes.get(i).floatValue())
                .toList();
    }

    record Values(Shape shape, List<Float> values) {}
}
