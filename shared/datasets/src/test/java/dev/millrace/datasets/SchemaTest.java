package dev.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.nn.DType;
import dev.millrace.nn.Shape;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaTest {
    static Stream<Schema> schemas() {
        return Stream.of(
                Digits.SCHEMA,
                new Schema(
                        new Schema.Inputs(DType.F32, Shape.of(3, 4, 5), 1),
                        new Targets.Values(Shape.of(2), List.of("price", "rent"), List.of(1.5, 2.0), List.of(0.1, 7.0)),
                        true,
                        new Preparation.Arrays()),
                new Schema(
                        new Schema.Inputs(DType.U8, Shape.of(8, 9, 3), 1 / 255f),
                        new Targets.Classes(2, List.of("cat", "dog")),
                        new PicturePreparation(8, 9, 3)));
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void shouldBeReadAsItWasWritten(Schema schema) throws Exception {
        JsonNode json = new ObjectMapper().readTree(schema.toJson().toString());
        assertThat(Schema.of(json)).isEqualTo(schema);
    }

    @Test
    void shouldSayWhatAnExampleTakes() {
        assertThat(schemas().map(Schema::stride)).containsExactly(785, 4 * 60 + 4 * 2 + 4, 8 * 9 * 3 + 1);
        assertThat(new Targets.Classes(257).bytes()).isEqualTo(4);
    }

    @Test
    void shouldRefuseWhatIsNoSchema() {
        ObjectNode json = Digits.SCHEMA.toJson();
        ((ObjectNode) json.get("preparation")).put("kind", "magic");
        assertThatThrownBy(() -> Schema.of(json))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("Received: 'magic'");
        assertThatThrownBy(() -> new Targets.Classes(3, Collections.nCopies(2, "a")))
                .isInstanceOf(DatasetException.class)
                .hasMessage("Each class has a name. Received: 2 names for 3 classes.");
        assertThatThrownBy(() -> new Schema.Inputs(DType.U8, Shape.of(1), Float.NaN))
                .isInstanceOf(DatasetException.class);
    }
}
