package dev.millrace.wire;

import dev.millrace.wire.Safetensors.Contents;
import dev.millrace.wire.Safetensors.DType;
import dev.millrace.wire.Safetensors.Tensor;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Safetensors contents of any types, shapes and names; scalars and tensors without elements among them.
final class RandomContents {
    private static final List<DType> TYPES = List.of(DType.values());
    private static final List<String> NAMES =
            List.of("", "w", "a/b", "say \"what\"", "ünïcode ✓ 𝄞", "line\nbreak\u0000", "\\");

    private RandomContents() {}

    static Contents of(long seed) {
        var random = new SplittableRandom(seed);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        int count = random.nextInt(6);
        for (int i = 0; i < count; i++) {
            tensors.put(name(random) + i, tensor(random));
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        int texts = random.nextInt(4);
        for (int i = 0; i < texts; i++) {
            metadata.put(name(random), name(random));
        }
        return new Contents(metadata, tensors);
    }

    private static String name(SplittableRandom random) {
        return NAMES.get(random.nextInt(NAMES.size()));
    }

    private static Tensor tensor(SplittableRandom random) {
        DType dtype = TYPES.get(random.nextInt(TYPES.size()));
        List<Integer> shape = random.ints(random.nextInt(5), 0, 5).boxed().toList();
        byte[] data = new byte[shape.stream().reduce(dtype.bytes(), (a, b) -> a * b)];
        random.nextBytes(data);
        return new Tensor(dtype, shape, ByteBuffer.wrap(data));
    }
}
