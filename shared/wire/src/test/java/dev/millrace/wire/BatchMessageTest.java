package dev.millrace.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.wire.Safetensors.DType;
import dev.millrace.wire.Safetensors.Tensor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchMessageTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100, 1000})
    void shouldDecodeWhatItEncodesAndBeNoLargerThanForetold(int size) {
        BatchMessage batch = batch(size);
        byte[] value = batch.encode();
        assertThat(BatchMessage.decode(ByteBuffer.wrap(value))).isEqualTo(new Decoded.Ok<>(batch));
        long foretold =
                new BatchForm(DType.U8, List.of(784), 1 / 255f, DType.U8, List.of(), false).bytes(batch.runId(), size);
        assertThat((long) value.length).isLessThanOrEqualTo(foretold).isGreaterThan(foretold - 400);
    }

    @Test
    void shouldBeNamedBySplitEpochAndStep() {
        assertThat(batch(2).key()).isEqualTo("training/00003/000041");
    }

    @Test
    void shouldSayThatThereIsNoValue() {
        assertThat(BatchMessage.decode(null))
                .isEqualTo(new Decoded.Malformed<>("no value where a mini-batch was expected"));
    }

    @Test
    void shouldSayWhichTensorIsMissing() {
        assertThat(decode(Map.of(), Map.of("x", bytes(1, 2))))
                .isEqualTo(new Decoded.Malformed<>("a mini-batch has tensors 'x' and 'y', not [x]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"run_id", "split", "epoch", "step", "part", "parts", "x.scale"})
    void shouldSayWhichMetadataIsMissing(String name) {
        Map<String, String> metadata = metadata();
        metadata.remove(name);
        assertThat(reason(metadata, bytes(2, 3), bytes(2))).contains("its metadata has no '" + name + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "run_id, a/b, A run id has 1 to 100 letters",
        "split, Training, unknown split 'Training'",
        "epoch, -1, counted from 0",
        "step, 1e3, 1e3",
        "step, 2147483648, 2147483648",
        "part, 1, 'part=1, parts=1'",
        "part, -1, 'part=-1, parts=1'",
        "parts, 0, 'part=0, parts=0'",
        "x.scale, NaN, x.scale is finite",
        "x.scale, 1e99, x.scale is finite",
    })
    void shouldSayWhichMetadataIsWrong(String name, String value, String reason) {
        Map<String, String> metadata = metadata();
        metadata.put(name, value);
        assertThat(reason(metadata, bytes(2, 3), bytes(2)))
                .startsWith("not a mini-batch: ")
                .contains(reason);
    }

    @Test
    void shouldWantOneTargetForEachInput() {
        assertThat(reason(metadata(), bytes(1, 2), bytes(2))).contains("Received: [1, 2] and [2]");
        assertThat(reason(metadata(), bytes(2, 2), bytes(2, 1))).isEmpty();
        assertThat(reason(metadata(), bytes(2, 2), bytes())).contains("Received: [2, 2] and []");
        assertThat(reason(metadata(), bytes(0, 2), bytes(0))).contains("at least one example");
    }

    @Test
    void shouldWantTypesThatTrainersTake() {
        var wide = new Tensor(DType.F64, List.of(1), ByteBuffer.allocate(8));
        assertThat(reason(metadata(), wide, bytes(1))).contains("'x' is one of [U8, I32, F32]. Received: F64");
        assertThat(reason(metadata(), bytes(1), wide)).contains("'y' is one of [U8, I32, F32]. Received: F64");
    }

    @Test
    void shouldWantOneWeightForEachExample() {
        assertThat(decode(metadata(), Map.of("x", bytes(2), "y", bytes(2), "w", floats(2))))
                .isInstanceOf(Decoded.Ok.class);
        for (Tensor wrong : List.of(floats(1), floats(2, 1), bytes(2))) {
            assertThat(decode(metadata(), Map.of("x", bytes(2), "y", bytes(2), "w", wrong)))
                    .isInstanceOfSatisfying(
                            Decoded.Malformed.class,
                            bad -> assertThat(bad.reason()).contains("'w' is"));
        }
    }

    private static Tensor floats(Integer... shape) {
        int size = Arrays.stream(shape).reduce(4, (a, b) -> a * b);
        return new Tensor(DType.F32, List.of(shape), ByteBuffer.allocate(size));
    }

    private static Map<String, String> metadata() {
        return new TreeMap<>(Map.of(
                "run_id",
                "r",
                "split",
                "training",
                "epoch",
                "0",
                "step",
                "0",
                "part",
                "0",
                "parts",
                "1",
                "x.scale",
                "0.003921569"));
    }

    private static Tensor bytes(Integer... shape) {
        int size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        return new Tensor(DType.U8, List.of(shape), ByteBuffer.allocate(size));
    }

    private static Decoded<BatchMessage> decode(Map<String, String> metadata, Map<String, Tensor> tensors) {
        return BatchMessage.decode(ByteBuffer.wrap(Safetensors.encode(new Safetensors.Contents(metadata, tensors))));
    }

    private static String reason(Map<String, String> metadata, Tensor inputs, Tensor targets) {
        return switch (decode(metadata, Map.of("x", inputs, "y", targets))) {
            case Decoded.Malformed<BatchMessage> bad -> bad.reason();
            case Decoded.Ok<BatchMessage> ok -> "";
        };
    }

    private static BatchMessage batch(int size) {
        ByteBuffer inputs = ByteBuffer.allocate(size * 784).put(3, (byte) 200);
        ByteBuffer targets = ByteBuffer.allocate(size).put(0, (byte) 9);
        return new BatchMessage(
                "digits-20261124-141500-3fa1",
                Split.TRAINING,
                3,
                41,
                new Tensor(DType.U8, List.of(size, 784), inputs),
                new Tensor(DType.U8, List.of(size), targets),
                1 / 255f);
    }
}
