package dev.millrace.evaluator;

import dev.millrace.engine.Network;
import dev.millrace.engine.data.Tensor;
import dev.millrace.keras.InferenceModel;
import dev.millrace.keras.ModelTensors;
import dev.millrace.nn.DType;
import dev.millrace.nn.Shape;
import dev.millrace.runs.OutputMeaning;
import dev.millrace.wire.CheckpointAssembler.Checkpoint;
import dev.millrace.wire.CheckpointManifest;
import dev.millrace.wire.Safetensors;
import dev.millrace.wire.predictions.Prediction.Meaning;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/// The model of one checkpoint, to be asked about rows. Owns its network. For one thread.
public final class CheckpointModel implements AutoCloseable {
    /// Most values that one answer holds; in JSON they take less than a record.
    static final int MOST_VALUES = 50_000;

    /// Rows that go through the model at once, so that a request takes little memory.
    private static final int ROWS_AT_ONCE = 64;

    private final CheckpointManifest manifest;
    private final RowForm form;
    private final Network network;
    private final OutputMeaning meaning;
    private final int width;

    /// @throws dev.millrace.nn.DescriptionException if the checkpoint holds no model
    public CheckpointModel(Checkpoint checkpoint, RowForm form) {
        InferenceModel model = ModelTensors.readForInference(checkpoint.contents());
        this.manifest = checkpoint.manifest();
        this.form = form;
        this.meaning = OutputMeaning.of(model.model(), model.loss());
        this.network = Network.restore(model.toPredict());
        this.width = network.model().outputShape().size();
    }

    /// Which checkpoint it is.
    public CheckpointManifest manifest() {
        return manifest;
    }

    /// What outputs are.
    public Meaning meaning() {
        boolean classes =
                form.ofClasses() && network.model().outputShape().rank() == 1 && meaning != OutputMeaning.UNKNOWN;
        return classes ? Meaning.PROBABILITIES : Meaning.OUTPUTS;
    }

    /// What the model makes of each row.
    ///
    /// @param rows `(rows, …)`
    /// @throws RefusedException if they are not like the run's examples, or too many, or the outputs are not finite
    public List<List<Float>> predict(Safetensors.Tensor rows, float scale) {
        form.check(rows, scale);
        int count = rows.shape().getFirst();
        if ((long) count * width > MOST_VALUES) {
            throw new RefusedException("An answer has at most " + MOST_VALUES + " values. Received: " + count
                    + " rows, for " + width + " values each. Send fewer rows.");
        }
        int bytes = rows.data().remaining() / count;
        var shape = new Shape(rows.shape().subList(1, rows.shape().size()));
        List<List<Float>> outputs = new ArrayList<>(count);
        for (int from = 0; from < count; from += ROWS_AT_ONCE) {
            int size = Math.min(ROWS_AT_ONCE, count - from);
            ByteBuffer some = rows.data().slice(from * bytes, size * bytes);
            FloatBuffer out = FloatBuffer.allocate(size * width);
            network.predict(new Tensor(DType.valueOf(rows.dtype().name()), shape, some, scale), size, out);
            for (int i = 0; i < size; i++) {
                outputs.add(row(out, i, from + i));
            }
        }
        return outputs;
    }

    private List<Float> row(FloatBuffer out, int i, int number) {
        List<Float> row = new ArrayList<>(width);
        for (int j = 0; j < width; j++) {
            row.add(out.get(i * width + j));
        }
        List<Float> said =
                meaning() == Meaning.PROBABILITIES ? meaning.probabilities(row).orElse(row) : row;
        if (!said.stream().allMatch(Float::isFinite)) {
            throw new RefusedException("The model's outputs for row " + number + ", counted from 0, are not all finite"
                    + " numbers. Are there values in it that are none, or very large ones?");
        }
        return said;
    }

    @Override
    public void close() {
        network.close();
    }
}
