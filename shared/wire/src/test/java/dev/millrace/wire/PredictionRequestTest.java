package dev.millrace.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.Seeds;
import dev.millrace.wire.Safetensors.DType;
import dev.millrace.wire.Safetensors.Tensor;
import dev.millrace.wire.predictions.PredictionRequest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class PredictionRequestTest {
    private static final Map<String, String> GOOD =
            MoreExamples.predictionRequestContents().metadata();
    private static final Tensor ROWS = MoreExamples.predictionRequest().inputs();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prediction_id | a b | A prediction id has",
                "run_id | ../etc | A run id has",
                "x.scale | NaN | x.scale is finite",
                "x.scale | one | one",
                "time | yesterday | yesterday",
                "checkpoint | '' | A checkpoint's name has 1 to 100 characters",
            })
    void shouldSayWhichValueIsWrong(String key, String value, String reason) {
        Map<String, String> metadata = new HashMap<>(GOOD);
        metadata.put(key, value);
        assertThat(reason(metadata, Map.of("x", ROWS))).contains(reason);
    }

    @ParameterizedTest
    @CsvSource({"prediction_id", "run_id", "x.scale", "time"})
    void shouldRefuseARequestThatLacksAKey(String key) {
        Map<String, String> metadata = new HashMap<>(GOOD);
        metadata.remove(key);
        assertThat(reason(metadata, Map.of("x", ROWS))).contains("its metadata has no '" + key + "'");
    }

    @Test
    void shouldTakeARequestForTheNewestCheckpoint() {
        Map<String, String> metadata = new HashMap<>(GOOD);
        metadata.remove("checkpoint");
        var decoded = PredictionRequest.decode(encode(metadata, Map.of("x", ROWS)));
        assertThat(decoded)
                .isInstanceOfSatisfying(
                        Decoded.Ok.class,
                        ok -> assertThat(ok.value())
                                .isInstanceOfSatisfying(
                                        PredictionRequest.class,
                                        request ->
                                                assertThat(request.checkpoint()).isEmpty()));
    }

    @Test
    void shouldRefuseOtherTensors() {
        assertThat(reason(GOOD, Map.of("y", ROWS))).contains("a tensor 'x', not [y]");
        var doubles = new Tensor(DType.F64, List.of(1, 1), ByteBuffer.allocate(8));
        assertThat(reason(GOOD, Map.of("x", doubles))).contains("Received: F64");
        var none = new Tensor(DType.U8, List.of(0, 3), ByteBuffer.allocate(0));
        assertThat(reason(GOOD, Map.of("x", none))).contains("for at least one row. Received: [0, 3]");
        var scalar = new Tensor(DType.U8, List.of(), ByteBuffer.allocate(1));
        assertThat(reason(GOOD, Map.of("x", scalar))).contains("for at least one row. Received: []");
        assertThat(PredictionRequest.decode(null)).isInstanceOf(Decoded.Malformed.class);
    }

    @Test
    void shouldRefuseEveryTruncation() {
        byte[] whole = MoreExamples.predictionRequest().encode();
        for (int length = 0; length < whole.length; length++) {
            assertThat(PredictionRequest.decode(ByteBuffer.wrap(Arrays.copyOf(whole, length))))
                    .isInstanceOf(Decoded.Malformed.class);
        }
    }

    @Seeds
    void shouldNeverThrowWhateverByteIsWrong(long seed) {
        var random = new SplittableRandom(seed);
        byte[] bytes = MoreExamples.predictionRequest().encode();
        for (int i = 0; i < 200; i++) {
            byte[] wrong = bytes.clone();
            wrong[random.nextInt(wrong.length)] = (byte) random.nextInt(256);
            assertThat(PredictionRequest.decode(ByteBuffer.wrap(wrong))).isNotNull();
        }
    }

    private static ByteBuffer encode(Map<String, String> metadata, Map<String, Tensor> tensors) {
        return ByteBuffer.wrap(Safetensors.encode(new Safetensors.Contents(metadata, tensors)));
    }

    private static String reason(Map<String, String> metadata, Map<String, Tensor> tensors) {
        return PredictionRequest.decode(encode(metadata, tensors)) instanceof Decoded.Malformed<?> bad
                ? bad.reason()
                : "";
    }
}
