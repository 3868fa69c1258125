package dev.millrace.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.optimizer.Adam;
import dev.millrace.wire.Decoded;
import dev.millrace.wire.Safetensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ModelTensorsTest {
    @ParameterizedTest
    @MethodSource("dev.millrace.keras.Models#optimizers")
    void shouldReadWhatItWroteAgainAndAgain(Optimizer optimizer) {
        TrainedModel trained = Models.trained(optimizer);

        Safetensors.Contents contents = decoded(ModelTensors.write(trained));

        assertSame(ModelTensors.read(contents), trained);
        assertSame(ModelTensors.read(contents), trained);
    }

    @Test
    void shouldWriteWeightsAlone() {
        TrainedModel read = ModelTensors.read(decoded(ModelTensors.writeWeights(Models.trained(new Adam()))));

        assertThat(read.optimizer()).isEmpty();
        assertThat(read.compile()).isPresent();
        assertThat(Golden.of(read.weights()))
                .isEqualTo(Golden.of(Models.trained(new Adam()).weights()));
    }

    @Test
    void shouldKeepFurtherMetadata() throws IOException {
        JsonNode said = new ObjectMapper().readTree("{\"data\": {\"names\": [\"Größe\"]}}");
        TrainedModel trained = Models.trained(new Adam());

        Safetensors.Contents contents = decoded(ModelTensors.writeWeights(trained, Map.of("millrace", said)));

        assertThat(ModelTensors.metadata(contents, "millrace")).contains(said);
        assertThat(ModelTensors.metadata(contents, "other")).isEmpty();
        assertThat(ModelTensors.read(contents).model()).isEqualTo(trained.model());
    }

    @Test
    void shouldRefuseFurtherMetadataThatIsNoJson() {
        var contents = new Safetensors.Contents(Map.of("millrace", "{"), Map.of());

        assertThatThrownBy(() -> ModelTensors.metadata(contents, "millrace"))
                .isInstanceOf(DescriptionException.class)
                .hasMessageStartingWith("'millrace' is no JSON: ");
    }

    @Test
    void shouldNameATensorThatIsMissing() {
        Map<String, String> metadata = ModelTensors.write(Models.uncompiled()).metadata();

        assertThatThrownBy(() -> ModelTensors.read(new Safetensors.Contents(metadata, Map.of())))
                .isInstanceOf(DescriptionException.class)
                .hasMessageContaining("Tensor 'hidden/kernel' is F32 (4, 8). Received: none");
    }

    @Test
    void shouldSayThatNoModelIsDescribed() {
        assertThatThrownBy(() -> ModelTensors.read(new Safetensors.Contents(Map.of(), Map.of())))
                .isInstanceOf(DescriptionException.class)
                .hasMessageContaining("its metadata has no 'keras.config'");
    }

    private static Safetensors.Contents decoded(Safetensors.Contents contents) {
        Decoded<Safetensors.Contents> decoded = Safetensors.decode(ByteBuffer.wrap(Safetensors.encode(contents)));
        return switch (decoded) {
            case Decoded.Ok<Safetensors.Contents> ok -> ok.value();
            case Decoded.Malformed<Safetensors.Contents> bad -> throw new AssertionError(bad.reason());
        };
    }

    private static void assertSame(TrainedModel read, TrainedModel expected) {
        assertThat(read.model()).isEqualTo(expected.model());
        assertThat(read.compile()).isEqualTo(expected.compile());
        assertThat(Golden.of(read.weights())).isEqualTo(Golden.of(expected.weights()));
        assertThat(read.optimizer().orElseThrow().iterations())
                .isEqualTo(expected.optimizer().orElseThrow().iterations());
        assertThat(Golden.of(read.optimizer().orElseThrow().slots()))
                .isEqualTo(Golden.of(expected.optimizer().orElseThrow().slots()));
    }
}
