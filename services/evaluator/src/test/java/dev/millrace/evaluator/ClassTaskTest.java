package dev.millrace.evaluator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.loss.BinaryCrossentropy;
import dev.millrace.nn.loss.CategoricalCrossentropy;
import dev.millrace.nn.loss.MeanSquaredError;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClassTaskTest {
    private static final Loss CATEGORICAL = new CategoricalCrossentropy();

    @Test
    void shouldCallClassesByTheirNames() {
        assertThat(ClassTask.of(classes(2, "cat", "dog"), model(2, Activation.SOFTMAX), CATEGORICAL))
                .hasValueSatisfying(task -> assertThat(task.names()).containsExactly("cat", "dog"));
        assertThat(ClassTask.of(classes(3), model(3, Activation.SOFTMAX), CATEGORICAL))
                .hasValueSatisfying(task -> assertThat(task.names()).containsExactly("0", "1", "2"));
        assertThat(ClassTask.of(classes(2, "cat", "dog"), model(3, Activation.SOFTMAX), CATEGORICAL))
                .hasValueSatisfying(task -> assertThat(task.names()).containsExactly("cat", "dog", "2"));
        assertThat(ClassTask.of(classes(2, "x".repeat(500), "dog"), model(2, Activation.SOFTMAX), CATEGORICAL))
                .hasValueSatisfying(task -> assertThat(task.names().getFirst()).hasSize(100));
    }

    @Test
    void shouldTakeOneOutputForTwoClasses() {
        var binary = new BinaryCrossentropy();
        assertThat(ClassTask.of(classes(2, "no", "yes"), model(1, Activation.SIGMOID), binary))
                .hasValueSatisfying(task -> assertThat(task.names()).containsExactly("no", "yes"));
        assertThat(ClassTask.of(classes(2), model(1, Activation.LINEAR), new BinaryCrossentropy(true, 0)))
                .isPresent();
        assertThat(ClassTask.of(classes(3), model(1, Activation.SIGMOID), binary))
                .isEmpty();
    }

    @Test
    void shouldHaveNoneWhereAModelDoesNotClassify() {
        Loss squared = new MeanSquaredError();
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        values.putObject("targets").put("kind", "values").putArray("shape").add(1);
        assertThat(ClassTask.of(values, model(1, Activation.LINEAR), squared)).isEmpty();
        assertThat(ClassTask.of(values, model(1, Activation.SIGMOID), squared)).isEmpty();
        assertThat(ClassTask.of(classes(10), model(10, Activation.LINEAR), squared))
                .isEmpty();
        assertThat(ClassTask.of(JsonNodeFactory.instance.objectNode(), model(2, Activation.SOFTMAX), CATEGORICAL))
                .isEmpty();
    }

    @Test
    void shouldHaveNoneOfTooManyClasses() {
        String[] names = IntStream.range(0, 1001).mapToObj(String::valueOf).toArray(String[]::new);
        assertThat(ClassTask.of(classes(1000), model(1000, Activation.SOFTMAX), CATEGORICAL))
                .isPresent();
        assertThat(ClassTask.of(classes(1001, names), model(1001, Activation.SOFTMAX), CATEGORICAL))
                .isEmpty();
    }

    private static Sequential model(int outputs, Activation last) {
        return Sequential.of(Shape.of(2), Dense.of(outputs, last));
    }

    private static JsonNode classes(int count, String... names) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        ObjectNode targets = data.putObject("targets").put("kind", "classes").put("count", count);
        List.of(names).forEach(targets.putArray("names")::add);
        return data;
    }
}
