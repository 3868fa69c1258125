package dev.millrace.wire;

import dev.millrace.wire.SafetensorsHeader.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The header of a mini-batch, as a form with two blanks, epoch and step, for mini-batches like it.
final class BatchHeader {
    private static final String EPOCH = "\"epoch\":\"";
    private static final String STEP = "\"step\":\"";
    private static final int LENGTH_BYTES = 8;
    private static final int MAX_DIGITS = 9;

    /// Not in the file, nor with some digits added.
    private static final int NOWHERE = -Integer.MAX_VALUE;

    private final BatchMessage like;
    private final Place inputs;
    private final Place targets;
    private final byte[] beforeEpoch;
    private final byte[] beforeStep;
    private final byte[] afterStep;

    private BatchHeader(
            BatchMessage like, Place inputs, Place targets, String beforeEpoch, String beforeStep, String afterStep) {
        this.like = like;
        this.inputs = inputs;
        this.targets = targets;
        this.beforeEpoch = beforeEpoch.getBytes(StandardCharsets.UTF_8);
        this.beforeStep = beforeStep.getBytes(StandardCharsets.UTF_8);
        this.afterStep = afterStep.getBytes(StandardCharsets.UTF_8);
    }

    /// The header of `file`, unless it is written in another way than Millrace's.
    ///
    /// @param file a mini-batch, from position 0 on
    /// @param batch what it says
    static @Nullable BatchHeader of(ByteBuffer file, BatchMessage batch) {
        ByteBuffer bytes = file.slice(
                LENGTH_BYTES, (int) file.order(ByteOrder.LITTLE_ENDIAN).getLong(0));
        String text =
                StandardCharsets.UTF_8.decode(bytes.duplicate()).toString().stripTrailing();
        String epoch = EPOCH + batch.epoch() + '"';
        String step = STEP + batch.step() + '"';
        int epochAt = text.indexOf(epoch);
        int stepAt = text.indexOf(step);
        if (epochAt < 0 || stepAt < epochAt || repeated(text, EPOCH) || repeated(text, STEP)) {
            return null;
        }
        Place inputs;
        Place targets;
        try {
            var places = SafetensorsHeader.read(bytes).tensors();
            inputs = places.get("x");
            targets = places.get("y");
        } catch (IOException e) {
            return null;
        }
        if (inputs == null || targets == null) {
            return null;
        }
        return new BatchHeader(
                batch,
                inputs,
                targets,
                text.substring(0, epochAt + EPOCH.length()),
                text.substring(epochAt + epoch.length() - 1, stepAt + STEP.length()),
                text.substring(stepAt + step.length() - 1));
    }

    private static boolean repeated(String text, String part) {
        return text.indexOf(part) != text.lastIndexOf(part);
    }

    /// Whether `batch` differs in nothing but epoch, step and the values of its tensors.
    boolean fits(BatchMessage batch) {
        return batch.split() == like.split()
                && batch.runId().equals(like.runId())
                && Float.compare(batch.scale(), like.scale()) == 0
                && alike(batch.inputs(), like.inputs())
                && alike(batch.targets(), like.targets());
    }

    private static boolean alike(Safetensors.Tensor one, Safetensors.Tensor other) {
        return one.dtype() == other.dtype() && one.shape().equals(other.shape());
    }

    /// The file of a mini-batch that fits.
    byte[] write(BatchMessage batch) {
        byte[] epoch = digits(batch.epoch());
        byte[] step = digits(batch.step());
        int written = beforeEpoch.length + epoch.length + beforeStep.length + step.length + afterStep.length;
        int padded = Math.ceilDiv(written, 8) * 8;
        int data = LENGTH_BYTES + padded;
        ByteBuffer file = ByteBuffer.allocate(data + dataBytes()).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(padded)
                .put(beforeEpoch)
                .put(epoch)
                .put(beforeStep)
                .put(step)
                .put(afterStep);
        while (file.position() < data) {
            file.put((byte) ' ');
        }
        file.put(data + (int) inputs.begin(), batch.inputs().data(), 0, bytes(inputs));
        file.put(data + (int) targets.begin(), batch.targets().data(), 0, bytes(targets));
        return file.array();
    }

    private static byte[] digits(int number) {
        return String.valueOf(number).getBytes(StandardCharsets.ISO_8859_1);
    }

    /// The mini-batch in `file`, if its header is this one but for epoch and step; else null.
    ///
    /// @param file from position 0 on
    @Nullable
    BatchMessage read(ByteBuffer file) {
        int size = file.limit() - dataBytes();
        if (size < LENGTH_BYTES || file.order(ByteOrder.LITTLE_ENDIAN).getLong(0) != size - LENGTH_BYTES) {
            return null;
        }
        int at = after(beforeEpoch, file, LENGTH_BYTES, size);
        int epoch = number(file, at, size);
        at = after(beforeStep, file, at + length(epoch), size);
        int step = number(file, at, size);
        at = after(afterStep, file, at + length(step), size);
        if (epoch < 0 || step < 0 || at < 0) {
            return null;
        }
        for (; at < size; at++) {
            if (file.get(at) != ' ') {
                return null;
            }
        }
        return new BatchMessage(
                like.runId(),
                like.split(),
                epoch,
                step,
                tensor(like.inputs(), file, size, inputs),
                tensor(like.targets(), file, size, targets),
                like.scale());
    }

    /// Where `part` ends, if it begins at `at`; else, or if `at` is negative, `NOWHERE`.
    private static int after(byte[] part, ByteBuffer file, int at, int size) {
        if (at < 0 || at + part.length > size) {
            return NOWHERE;
        }
        for (int i = 0; i < part.length; i++) {
            if (file.get(at + i) != part[i]) {
                return NOWHERE;
            }
        }
        return at + part.length;
    }

    /// The number at `at`, as Millrace writes it; negative if there is none.
    private static int number(ByteBuffer file, int at, int size) {
        if (at < 0) {
            return -1;
        }
        int number = 0;
        int digits = 0;
        for (int i = at; i < size && file.get(i) >= '0' && file.get(i) <= '9'; i++) {
            number = 10 * number + file.get(i) - '0';
            if (++digits > MAX_DIGITS) {
                return -1;
            }
        }
        return digits == 0 || digits != length(number) ? -1 : number;
    }

    /// Digits of a number.
    private static int length(int number) {
        int length = 1;
        for (int rest = number; rest >= 10; rest /= 10) {
            length++;
        }
        return length;
    }

    private static Safetensors.Tensor tensor(Safetensors.Tensor like, ByteBuffer file, int data, Place place) {
        return new Safetensors.Tensor(like.dtype(), like.shape(), file.slice(data + (int) place.begin(), bytes(place)));
    }

    private static int bytes(Place place) {
        return (int) (place.end() - place.begin());
    }

    private int dataBytes() {
        return bytes(inputs) + bytes(targets);
    }
}
