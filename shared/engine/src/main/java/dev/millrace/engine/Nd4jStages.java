package dev.millrace.engine;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/// Host bytes become floats, written straight into the array's memory.
final class Nd4jStages {
    private Nd4jStages() {}

    static Stage values(DType dtype, float scale, FloatBuffer to) {
        int size = to.remaining();
        return switch (dtype) {
            case U8 -> bytes(scale, to);
            case I32 ->
                data -> {
                    for (int i = 0; i < size; i++) {
                        to.put(i, data.getInt(data.position() + i * Integer.BYTES) * scale);
                    }
                };
            case F32 ->
                data -> {
                    to.duplicate().put(data.asFloatBuffer());
                    for (int i = 0; scale != 1 && i < size; i++) {
                        to.put(i, to.get(i) * scale);
                    }
                };
        };
    }

    private static Stage bytes(float scale, FloatBuffer to) {
        int size = to.remaining();
        float[] scaled = new float[256];
        for (int value = 0; value < scaled.length; value++) {
            scaled[value] = value * scale;
        }
        return (ByteBuffer data) -> {
            int start = data.position();
            for (int i = 0; i < size; i++) {
                to.put(i, scaled[data.get(start + i) & 0xff]);
            }
        };
    }

    static Stage oneHot(int rows, int columns, FloatBuffer to) {
        return data -> {
            for (int i = 0; i < rows * columns; i++) {
                to.put(i, 0);
            }
            for (int row = 0; row < rows; row++) {
                to.put(row * columns + data.getInt(data.position() + row * Integer.BYTES), 1);
            }
        };
    }
}
