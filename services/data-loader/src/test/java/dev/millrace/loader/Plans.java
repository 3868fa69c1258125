package dev.millrace.loader;

import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Examples;
import dev.millrace.datasets.LabelledBytes;
import dev.millrace.datasets.Preparation;
import dev.millrace.datasets.Schema;
import dev.millrace.datasets.Targets;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Compile;
import dev.millrace.nn.DType;
import dev.millrace.nn.Dense;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Metric;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;

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
        return new LabelledBytes(Shape.of(2, 2), CLASSES, inputs, labels);
    }

    /// A model that fits the dataset.
    public static Sequential model() {
        return Sequential.of(Shape.of(4), Dense.of(CLASSES, Activation.SOFTMAX));
    }

    /// What it is trained with.
    public static Compile compile() {
        return new Compile(new Optimizer.SGD(), new Loss.CategoricalCrossentropy(), Metric.ACCURACY);
    }

    /// A plan for the run `numbers`.
    public static LoadPlan plan(int train, int test, Fit fit) {
        return new LoadPlan("numbers", dataset(train, test), model(), compile(), fit);
    }
}
