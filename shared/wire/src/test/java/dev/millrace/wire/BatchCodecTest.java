package dev.millrace.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.wire.Safetensors.DType;
import dev.millrace.wire.Safetensors.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The codec against [BatchMessage], which takes no short cut.
class BatchCodecTest {
    private static final Random RANDOM = new Random(7);

    private final BatchCodec codec = new BatchCodec();

    @Test
    void shouldWriteTheSameBytesForMiniBatchesOfAllKindsInAnyOrder() {
        for (BatchMessage batch : batches()) {
            assertThat(encoded(batch)).isEqualTo(batch.encode());
        }
    }

    @Test
    void shouldReadMiniBatchesOfAllKindsInAnyOrder() {
        for (BatchMessage batch : batches()) {
            assertThat(codec.decode(ByteBuffer.wrap(batch.encode()))).isEqualTo(new Decoded.Ok<>(batch));
        }
    }

    @Test
    void shouldReadFromTheMiddleOfABuffer() {
        for (int step = 9; step <= 11; step++) {
            BatchMessage batch = batch("r", Split.TRAINING, 0, step, 3, DType.U8);
            byte[] value = batch.encode();
            ByteBuffer among = ByteBuffer.allocate(value.length + 10).put(5, value);
            assertThat(codec.decode(among.position(5).limit(5 + value.length))).isEqualTo(new Decoded.Ok<>(batch));
            assertThat(among.position()).as("the buffer is left as it was").isEqualTo(5);
        }
    }

    @Test
    void shouldJudgeEveryDamageAsTheParserDoes() {
        byte[] value = batch("r", Split.TRAINING, 3, 41, 2, DType.U8).encode();
        codec.decode(ByteBuffer.wrap(value));
        for (int at = 0; at < value.length; at++) {
            for (int i = 0; i < 20; i++) {
                byte[] damaged = value.clone();
                damaged[at] = i < 10 ? (byte) ('0' + i) : (byte) RANDOM.nextInt(256);
                assertJudgedAlike(damaged);
            }
        }
        for (int length = 0; length < value.length; length++) {
            byte[] torn = new byte[length];
            System.arraycopy(value, 0, torn, 0, length);
            assertJudgedAlike(torn);
        }
    }

    @Test
    void shouldJudgeEveryNumberAsTheParserDoes() {
        byte[] value = batch("r", Split.TRAINING, 3, 41, 2, DType.U8).encode();
        int data = 8 + Byte.toUnsignedInt(value[0]);
        String header = new String(value, 8, data - 8, StandardCharsets.UTF_8).stripTrailing();
        for (String number : List.of("", "0", "00", "01", "-1", "+1", "999999999", "1000000000", "2147483648", "1e3")) {
            for (String blank : List.of("\"epoch\":\"3\"", "\"step\":\"41\"")) {
                String other = header.replace(blank, blank.replaceAll("\\d+", number));
                assertThat(header).contains(blank);
                byte[] json = other.getBytes(StandardCharsets.UTF_8);
                ByteBuffer file = ByteBuffer.allocate(8 + json.length + value.length - data);
                file.put(0, (byte) json.length).put(8, json).put(8 + json.length, value, data, value.length - data);
                codec.decode(ByteBuffer.wrap(value));
                assertJudgedAlike(file.array());
            }
        }
    }

    @Test
    void shouldReadWhatOthersWriteInTheirWay() {
        String json = """
                {"x":{"dtype":"U8","shape":[1,2],"data_offsets":[1,3]},"y":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},\
                "__metadata__":{"step": "STEP","split":"test","epoch":"0","parts":"1","part":"0","run_id":"r","x.scale":"1"}}""";
        for (int step = 8; step < 12; step++) {
            byte[] header = json.replace("STEP", String.valueOf(step)).getBytes(StandardCharsets.UTF_8);
            ByteBuffer file = ByteBuffer.allocate(8 + header.length + 3).put(0, (byte) header.length);
            file.put(8, header).put(8 + header.length, new byte[] {9, 7, 8});
            var expected = new BatchMessage(
                    "r",
                    Split.TEST,
                    0,
                    step,
                    new Tensor(DType.U8, List.of(1, 2), ByteBuffer.wrap(new byte[] {7, 8})),
                    new Tensor(DType.U8, List.of(1), ByteBuffer.wrap(new byte[] {9})),
                    1);
            assertThat(codec.decode(file)).isEqualTo(new Decoded.Ok<>(expected));
        }
    }

    @Test
    void shouldSayThatThereIsNoValue() {
        codec.decode(
                ByteBuffer.wrap(batch("r", Split.TRAINING, 0, 0, 1, DType.U8).encode()));
        assertThat(codec.decode(null)).isEqualTo(BatchMessage.decode(null));
    }

    @Test
    void shouldTakeNothingForWholeBeforeItIsFilled() {
        BatchMessage batch = batch("r", Split.TRAINING, 3, 41, 2, DType.U8);
        BatchRecord record = blank(batch);
        assertThatThrownBy(record::value).isInstanceOf(IllegalStateException.class);
        record.inputs().put(batch.inputs().data());
        assertThatThrownBy(record::value).isInstanceOf(IllegalStateException.class);
        record.targets().put(batch.targets().data());
        assertThat(record.value()).isEqualTo(batch.encode());
        assertThatThrownBy(record::weights).isInstanceOf(IllegalStateException.class);
    }

    private BatchRecord blank(BatchMessage batch) {
        var form = new BatchForm(
                batch.inputs().dtype(),
                rest(batch.inputs().shape()),
                batch.scale(),
                batch.targets().dtype(),
                rest(batch.targets().shape()),
                batch.weights().isPresent());
        return codec.blank(
                batch.runId(),
                batch.split(),
                batch.epoch(),
                batch.step(),
                batch.part(),
                batch.parts(),
                form,
                batch.size());
    }

    private static List<Integer> rest(List<Integer> shape) {
        return shape.subList(1, shape.size());
    }

    private byte[] encoded(BatchMessage batch) {
        BatchRecord record = blank(batch);
        record.inputs().put(batch.inputs().data());
        record.targets().put(batch.targets().data());
        batch.weights().ifPresent(w -> record.weights().put(w.data()));
        return record.value();
    }

    private void assertJudgedAlike(byte[] value) {
        var expected = BatchMessage.decode(ByteBuffer.wrap(value));
        assertThat(codec.decode(ByteBuffer.wrap(value))).isEqualTo(expected);
        codec.decode(
                ByteBuffer.wrap(batch("r", Split.TRAINING, 3, 41, 2, DType.U8).encode()));
    }

    /// Runs of neighbours that differ in epoch and step, and neighbours that differ in everything else.
    private static List<BatchMessage> batches() {
        List<BatchMessage> batches = new ArrayList<>();
        for (String run : List.of("digits-1", "epoch", "step")) {
            for (Split split : Split.values()) {
                for (DType targets : List.of(DType.U8, DType.I32)) {
                    for (int step : new int[] {0, 1, 9, 10, 99, 100, 12_345, 999_999_999, 1_000_000_000}) {
                        batches.add(batch(run, split, step / 3, step, 2, targets));
                        batches.add(batch(run, split, step / 3, step, 2, targets));
                    }
                    batches.add(batch(run, split, 0, 7, 1, targets));
                }
                for (int part = 0; part < 12; part++) {
                    batches.add(part(run, split, 3, part, 12, part < 11 ? 4 : 3));
                }
            }
        }
        return batches;
    }

    /// A part of a mini-batch of values, with weights.
    private static BatchMessage part(String run, Split split, int step, int part, int parts, int size) {
        return new BatchMessage(
                run,
                split,
                0,
                step,
                part,
                parts,
                new Tensor(DType.F32, List.of(size, 3, 2), random(24 * size)),
                new Tensor(DType.F32, List.of(size, 2), random(8 * size)),
                Optional.of(new Tensor(DType.F32, List.of(size), random(4 * size))),
                1);
    }

    private static BatchMessage batch(String run, Split split, int epoch, int step, int size, DType targets) {
        return new BatchMessage(
                run,
                split,
                epoch,
                step,
                new Tensor(DType.U8, List.of(size, 3), random(3 * size)),
                new Tensor(targets, List.of(size), random(size * targets.bytes())),
                1 / 255f);
    }

    private static ByteBuffer random(int size) {
        byte[] bytes = new byte[size];
        IntStream.range(0, size).forEach(i -> bytes[i] = (byte) RANDOM.nextInt(256));
        return ByteBuffer.wrap(bytes);
    }
}
