package dev.millrace.loader;

import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.LabelledBytes;
import dev.millrace.datasets.Preparation;
import dev.millrace.datasets.Schema;
import dev.millrace.datasets.Targets;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Compile;
import dev.millrace.nn.DType;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.data.ExampleForm;
import dev.millrace.nn.data.Examples;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.loss.CategoricalCrossentropy;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.SGD;
import java.nio.ByteBuffer;
import java.util.List;

/// Plans over a dataset in which every example is told from every other by its bytes.
public final class Plans {
    private static final int CLASSES = 10;
    private static final Schema SCHEMA = new Schema(
            new Schema.Inputs(DType.U8, Shape.of(2, 2), 1 / 255f),
            new Targets.Classes(CLASSES),
            new Preparation.Arrays());

    private Plans() {}

    /// `(2, 2)` inputs, the first two bytes of each being its number; labels are the number modulo 10.
    public static Dataset dataset(int train, int test) {
        return new Dataset("numbered", SCHEMA, examples(train), examples(test));
    }

    private static Examples examples(int size) {
        byte[] inputs = new byte[size * 4];
        byte[] labels = new byte[size];
        for (int i = 0; i < size; i++) {
            inputs[4 * i] = (byte) i;
            inputs[4 * i + 1] = (byte) (i >> 8);
            labels[i] = (byte) (i % CLASSES);
        }
        return new LabelledBytes(SCHEMA, inputs, labels);
    }

    /// A model that fits the dataset.
    public static Sequential model() {
        return Sequential.of(Shape.of(4), Dense.of(CLASSES, Activation.SOFTMAX));
    }

    /// What it is trained with.
    public static Compile compile() {
        return new Compile(new SGD(), new CategoricalCrossentropy(), Metrics.ACCURACY);
    }

    /// A plan for the run `numbers`.
    public static LoadPlan plan(int train, int test, Fit fit) {
        return new LoadPlan("numbers", dataset(train, test), model(), compile(), fit);
    }

    /// Values with weights: inputs `(3,)` are the example's number and two more, the target `(1,)` is half of it, the
    /// weight one more.
    static Dataset weighted(int train, int validation, int test) {
        Schema schema = new Schema(
                new Schema.Inputs(DType.F32, Shape.of(3), 1),
                new Targets.Values(Shape.of(1)),
                true,
                new Preparation.Arrays());
        return new Dataset(
                "weighted",
                schema,
                counted(schema, train),
                counted(schema, validation),
                counted(schema, test),
                List.of("It is made up."));
    }

    private static Examples counted(Schema schema, int size) {
        return new Examples() {
            @Override
            public ExampleForm form() {
                return schema.form();
            }

            @Override
            public int size() {
                return size;
            }

            @Override
            public void copyInput(int index, ByteBuffer to) {
                to.putFloat(index).putFloat(0.5f).putFloat(-index);
            }

            @Override
            public void copyTarget(int index, ByteBuffer to) {
                to.putFloat(index / 2f);
            }

            @Override
            public float weight(int index) {
                return index + 1;
            }
        };
    }
}
