package dev.millrace.engine.nd4j;

import dev.millrace.engine.kernel.Stage;
import java.nio.FloatBuffer;

/// Host values become floats, written straight into the array's memory.
final class Nd4jStages {
    private Nd4jStages() {}

    static Stage values(FloatBuffer to) {
        return examples -> {
            int width = to.remaining() / examples.size();
            for (int example = 0; example < examples.size(); example++) {
                for (int i = 0; i < width; i++) {
                    to.put(example * width + i, (float) examples.value(example, i) * examples.scale());
                }
            }
        };
    }

    static Stage oneHot(int rows, int columns, FloatBuffer to) {
        return classes -> {
            for (int i = 0; i < rows * columns; i++) {
                to.put(i, 0);
            }
            for (int row = 0; row < rows; row++) {
                to.put(row * columns + (int) classes.value(row, 0), 1);
            }
        };
    }
}
