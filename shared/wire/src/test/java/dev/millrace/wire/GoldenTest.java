package dev.millrace.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.millrace.wire.predictions.PredictionRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What is written today is what was written when each message got its version.
class GoldenTest {
    @TestFactory
    Stream<DynamicTest> shouldWriteAndReadTheSameAsEver() {
        return Examples.json().entrySet().stream()
                .map(example -> dynamicTest(example.getKey(), () -> {
                    byte[] golden = Golden.bytes(example.getKey() + ".json", Json.encode(example.getValue()));
                    assertThat(new String(Json.encode(example.getValue()), StandardCharsets.UTF_8))
                            .isEqualTo(new String(golden, StandardCharsets.UTF_8));
                    assertThat(Json.decode(golden, Examples.typeOf(example.getValue())))
                            .isEqualTo(new Decoded.Ok<>(example.getValue()));
                }));
    }

    @Test
    void shouldWriteAMiniBatchAsEver() throws IOException {
        byte[] encoded = Examples.batch().encode();
        byte[] golden = Golden.bytes("batch-1.safetensors", encoded);
        assertThat(encoded).isEqualTo(golden);
        assertThat(BatchMessage.decode(ByteBuffer.wrap(golden))).isEqualTo(new Decoded.Ok<>(Examples.batch()));
    }

    @Test
    void shouldWriteACheckpointAsEver() throws IOException {
        byte[] encoded = Safetensors.encode(Examples.checkpoint());
        byte[] golden = Golden.bytes("checkpoint-1.safetensors", encoded);
        assertThat(encoded).isEqualTo(golden);
        assertThat(Safetensors.decode(ByteBuffer.wrap(golden))).isEqualTo(new Decoded.Ok<>(Examples.checkpoint()));
    }

    @Test
    void shouldWriteARequestForPredictionsAsEver() throws IOException {
        byte[] encoded = MoreExamples.predictionRequest().encode();
        byte[] golden = Golden.bytes("prediction-request-1.safetensors", encoded);
        assertThat(encoded).isEqualTo(golden);
        assertThat(PredictionRequest.decode(ByteBuffer.wrap(golden)))
                .isEqualTo(new Decoded.Ok<>(MoreExamples.predictionRequest()));
    }

    /// A `Map.of` iterates in another order in every process; messages must not.
    @Test
    void shouldWriteNamedValuesInTheOrderOfTheirNames() {
        var names = List.of("a", "b", "loss", "z");
        Map<String, Double> values = new LinkedHashMap<>();
        names.reversed().forEach(name -> values.put(name, 1.0));
        String sorted = "\"values\":{\"a\":1.0,\"b\":1.0,\"loss\":1.0,\"z\":1.0}";
        var origin = new Origin("trainer", "t");
        assertThat(Stream.of(
                                new Metric("r", Split.TEST, 0, 1, values, Instant.EPOCH),
                                new Event.EpochEnded("r", origin, Instant.EPOCH, 0, 1, values, 1))
                        .map(Json::encode)
                        .map(String::new))
                .allSatisfy(json -> assertThat(json).contains(sorted));
    }
}
