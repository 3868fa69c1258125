package dev.millrace.wire;

import dev.millrace.wire.SafetensorsHeader.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The header of a mini-batch, as a form with three blanks, epoch, part and step, for mini-batches like it.
final class BatchHeader {
    private static final String[] BLANKS = {"\"epoch\":\"", "\"part\":\"", "\"step\":\""};
    private static final int LENGTH_BYTES = 8;
    private static final int MAX_DIGITS = 9;

    /// Not in the file, nor with some digits added.
    private static final int NOWHERE = -Integer.MAX_VALUE;

    private final BatchMessage like;
    private final Place inputs;
    private final Place targets;
    private final @Nullable Place weights;
    /// What stands before each blank, and after the last.
    private final byte[][] fixed;

    private BatchHeader(BatchMessage like, Place inputs, Place targets, @Nullable Place weights, byte[][] fixed) {
        this.like = like;
        this.inputs = inputs;
        this.targets = targets;
        this.weights = weights;
        this.fixed = fixed;
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
        int[] numbers = {batch.epoch(), batch.part(), batch.step()};
        byte[][] fixed = new byte[BLANKS.length + 1][];
        int from = 0;
        for (int i = 0; i < BLANKS.length; i++) {
            String filled = BLANKS[i] + numbers[i] + '"';
            int at = text.indexOf(filled);
            if (at < from || text.indexOf(BLANKS[i]) != text.lastIndexOf(BLANKS[i])) {
                return null;
            }
            fixed[i] = text.substring(from, at + BLANKS[i].length()).getBytes(StandardCharsets.UTF_8);
            from = at + filled.length() - 1;
        }
        fixed[BLANKS.length] = text.substring(from).getBytes(StandardCharsets.UTF_8);
        try {
            var places = SafetensorsHeader.read(bytes).tensors();
            Place inputs = places.get("x");
            Place targets = places.get("y");
            boolean known = places.size() == (batch.weights().isPresent() ? 3 : 2);
            return inputs == null || targets == null || !known
                    ? null
                    : new BatchHeader(batch, inputs, targets, places.get("w"), fixed);
        } catch (IOException e) {
            return null;
        }
    }

    /// Whether a mini-batch, or a part of one, differs in nothing but the blanks and the values of its tensors.
    boolean fits(String runId, Split split, int parts, BatchForm form, int examples) {
        return split == like.split()
                && parts == like.parts()
                && examples == like.size()
                && runId.equals(like.runId())
                && Float.compare(form.scale(), like.scale()) == 0
                && form.weighted() == like.weights().isPresent()
                && alike(like.inputs(), form.inputs(), form.inputShape())
                && alike(like.targets(), form.targets(), form.targetShape());
    }

    private static boolean alike(Safetensors.Tensor tensor, Safetensors.DType dtype, java.util.List<Integer> shape) {
        int rank = tensor.shape().size();
        return tensor.dtype() == dtype
                && rank == shape.size() + 1
                && tensor.shape().subList(1, rank).equals(shape);
    }

    /// A file with its header, and room for its tensors.
    BatchRecord blank(int epoch, int part, int step) {
        byte[][] numbers = {digits(epoch), digits(part), digits(step)};
        int written = fixed[BLANKS.length].length;
        for (int i = 0; i < BLANKS.length; i++) {
            written += fixed[i].length + numbers[i].length;
        }
        int padded = Math.ceilDiv(written, 8) * 8;
        int data = LENGTH_BYTES + padded;
        ByteBuffer file = ByteBuffer.allocate(data + dataBytes()).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(padded);
        for (int i = 0; i < BLANKS.length; i++) {
            file.put(fixed[i]).put(numbers[i]);
        }
        file.put(fixed[BLANKS.length]);
        while (file.position() < data) {
            file.put((byte) ' ');
        }
        return new BatchRecord(
                file.array(),
                slice(file, data, inputs),
                slice(file, data, targets),
                weights == null ? null : slice(file, data, weights));
    }

    private static byte[] digits(int number) {
        return String.valueOf(number).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static ByteBuffer slice(ByteBuffer file, int data, Place place) {
        return file.slice(data + (int) place.begin(), bytes(place)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// The mini-batch in `file`, if its header is this one but for the blanks; else null.
    ///
    /// @param file from position 0 on
    @Nullable
    BatchMessage read(ByteBuffer file) {
        int size = file.limit() - dataBytes();
        if (size < LENGTH_BYTES || file.order(ByteOrder.LITTLE_ENDIAN).getLong(0) != size - LENGTH_BYTES) {
            return null;
        }
        int[] numbers = new int[BLANKS.length];
        int at = LENGTH_BYTES;
        for (int i = 0; i < BLANKS.length; i++) {
            at = after(fixed[i], file, at, size);
            numbers[i] = number(file, at, size);
            if (numbers[i] < 0) {
                return null;
            }
            at += length(numbers[i]);
        }
        at = after(fixed[BLANKS.length], file, at, size);
        if (at < 0 || numbers[1] >= like.parts()) {
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
                numbers[0],
                numbers[2],
                numbers[1],
                like.parts(),
                tensor(like.inputs(), file, size, inputs),
                tensor(like.targets(), file, size, targets),
                weights == null
                        ? Optional.empty()
                        : Optional.of(tensor(like.weights().orElseThrow(), file, size, weights)),
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
        return new Safetensors.Tensor(like.dtype(), like.shape(), slice(file, data, place));
    }

    private static int bytes(Place place) {
        return (int) (place.end() - place.begin());
    }

    private int dataBytes() {
        return bytes(inputs) + bytes(targets) + (weights == null ? 0 : bytes(weights));
    }
}
