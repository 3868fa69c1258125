package dev.millrace.benchmarks;

import dev.millrace.datasets.Schema;
import dev.millrace.datasets.Targets;
import dev.millrace.nn.data.Examples;
import java.nio.ByteBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/// Examples as arrays in memory: pixels from 0 to 1, and targets with a 1 at the class.
record NdArrays(INDArray x, INDArray y) {
    static NdArrays of(Schema schema, Examples examples) {
        int pixels = schema.inputs().shape().size();
        int classes = ((Targets.Classes) schema.targets()).count();
        ByteBuffer input = ByteBuffer.allocate(pixels);
        float[][] x = new float[examples.size()][pixels];
        float[][] y = new float[examples.size()][classes];
        for (int i = 0; i < x.length; i++) {
            examples.copyInput(i, input.clear());
            for (int k = 0; k < pixels; k++) {
                x[i][k] = (input.get(k) & 0xff) / 255f;
            }
            y[i][examples.label(i)] = 1;
        }
        return new NdArrays(Nd4j.createFromArray(x), Nd4j.createFromArray(y));
    }

    int size() {
        return (int) x.size(0);
    }
}
