package dev.millrace.engine.program;

import dev.millrace.engine.data.Tensor;
import dev.millrace.engine.kernel.Buffer;
import dev.millrace.engine.kernel.Kernels;
import dev.millrace.engine.kernel.Stage;
import dev.millrace.nn.DType;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/// Stages the weights of examples: one for each row of predictions, as all rows of an example count alike.
public final class SampleWeights {
    private final int rowsPerExample;
    private final Buffer rows;
    private final ByteBuffer bytes;
    private final FloatBuffer host;
    private final Tensor tensor;
    private final Stage stage;

    public SampleWeights(Kernels kernels, int rows, int rowsPerExample) {
        this.rowsPerExample = rowsPerExample;
        this.rows = kernels.allocate(rows);
        this.bytes =
                ByteBuffer.allocateDirect(Math.multiplyExact(rows, Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        this.host = bytes.asFloatBuffer();
        this.tensor = new Tensor(DType.F32, Shape.of(), bytes);
        this.stage = kernels.stage(this.rows);
    }

    /// Copies the weights of a mini-batch to where the kernels read them.
    ///
    /// @throws DescriptionException if one is no finite number
    public void load(Tensor weights) {
        for (int row = 0; row < host.capacity(); row++) {
            int example = row / rowsPerExample;
            float weight = (float) weights.value(example, 0) * weights.scale();
            if (!Float.isFinite(weight)) {
                throw new DescriptionException("The weight of an example is a finite number. Received: " + weight
                        + " at position " + example + " of the mini-batch.");
            }
            host.put(row, weight);
        }
        stage.load(tensor);
    }

    /// Where kernels read them; `(rows,)`.
    public Buffer rows() {
        return rows;
    }

    /// Those that were loaded last, one for each row.
    public FloatBuffer host() {
        return host;
    }
}
