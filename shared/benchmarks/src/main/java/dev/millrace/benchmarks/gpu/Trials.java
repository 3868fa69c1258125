package dev.millrace.benchmarks.gpu;

import static dev.millrace.nn.Activation.CELU;
import static dev.millrace.nn.Activation.ELU;
import static dev.millrace.nn.Activation.GELU;
import static dev.millrace.nn.Activation.HARD_SIGMOID;
import static dev.millrace.nn.Activation.HARD_SILU;
import static dev.millrace.nn.Activation.HARD_TANH;
import static dev.millrace.nn.Activation.LEAKY_RELU;
import static dev.millrace.nn.Activation.LINEAR;
import static dev.millrace.nn.Activation.LOG_SIGMOID;
import static dev.millrace.nn.Activation.MISH;
import static dev.millrace.nn.Activation.RELU;
import static dev.millrace.nn.Activation.RELU6;
import static dev.millrace.nn.Activation.SELU;
import static dev.millrace.nn.Activation.SIGMOID;
import static dev.millrace.nn.Activation.SILU;
import static dev.millrace.nn.Activation.SOFTMAX;
import static dev.millrace.nn.Activation.SOFTPLUS;
import static dev.millrace.nn.Activation.SOFTSIGN;
import static dev.millrace.nn.Activation.SOFT_SHRINK;
import static dev.millrace.nn.Activation.SPARSE_PLUS;
import static dev.millrace.nn.Activation.SQUAREPLUS;
import static dev.millrace.nn.Activation.TANH;
import static dev.millrace.nn.Activation.TANH_SHRINK;

import dev.millrace.benchmarks.Textbook;
import dev.millrace.engine.data.Batch;
import dev.millrace.engine.data.Tensor;
import dev.millrace.nn.Activation;
import dev.millrace.nn.Compile;
import dev.millrace.nn.Layer;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Optimizer;
import dev.millrace.nn.OptimizerOptions;
import dev.millrace.nn.Regularizer;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.nn.layer.AveragePooling2D;
import dev.millrace.nn.layer.BatchNormalization;
import dev.millrace.nn.layer.Conv2D;
import dev.millrace.nn.layer.Dense;
import dev.millrace.nn.layer.Dropout;
import dev.millrace.nn.layer.Embedding;
import dev.millrace.nn.layer.Flatten;
import dev.millrace.nn.layer.GlobalAveragePooling1D;
import dev.millrace.nn.layer.GlobalAveragePooling2D;
import dev.millrace.nn.layer.KernelOptions;
import dev.millrace.nn.layer.LayerNormalization;
import dev.millrace.nn.layer.MaxPooling2D;
import dev.millrace.nn.loss.BinaryCrossentropy;
import dev.millrace.nn.loss.CategoricalCrossentropy;
import dev.millrace.nn.loss.CategoricalHinge;
import dev.millrace.nn.loss.Huber;
import dev.millrace.nn.loss.LogCosh;
import dev.millrace.nn.loss.MeanSquaredError;
import dev.millrace.nn.loss.Poisson;
import dev.millrace.nn.loss.SparseCategoricalCrossentropy;
import dev.millrace.nn.metric.Metrics;
import dev.millrace.nn.optimizer.Adadelta;
import dev.millrace.nn.optimizer.Adagrad;
import dev.millrace.nn.optimizer.Adam;
import dev.millrace.nn.optimizer.AdamW;
import dev.millrace.nn.optimizer.Adamax;
import dev.millrace.nn.optimizer.Ftrl;
import dev.millrace.nn.optimizer.Nadam;
import dev.millrace.nn.optimizer.RMSprop;
import dev.millrace.nn.optimizer.SGD;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Small networks that together have most activations, losses, optimizers and layers, and the textbook's.
final class Trials {
    private static final int INPUTS = 20;
    private static final int UNITS = 33;
    private static final int ROWS = 24;
    private static final int BATCHES = 4;
    private static final int SIDE = 12;
    private static final int WORDS = 50;
    private static final Shape PICTURE = Shape.of(SIDE, SIDE, 2);

    private Trials() {}

    /// Those that are held against another kernel set.
    ///
    /// @param batchSize of the textbook's network, where it is not 1
    static List<Trial> all(Pictures pictures, int batchSize) {
        List<Trial> trials = new ArrayList<>();
        trials.addAll(dense());
        trials.addAll(special());
        trials.addAll(convolutional());
        trials.add(textbook(pictures, batchSize, new Adam()));
        trials.add(textbook(pictures, 1, new SGD(0.1, 0, false)));
        return trials;
    }

    /// The textbook's network.
    static Trial textbook(Pictures pictures, int batchSize, Optimizer optimizer) {
        return new Trial(
                "textbook, batch " + batchSize + ", " + name(optimizer),
                Textbook.network(Textbook.UNITS),
                new Compile(optimizer, new CategoricalCrossentropy(), Metrics.ACCURACY),
                pictures.train().batches(batchSize, BATCHES));
    }

    /// The convolutional network of the benchmarks.
    static Trial convolutional(Pictures pictures, int batchSize) {
        return new Trial(
                "convolutional, batch " + batchSize + ", adam",
                Textbook.convolutional(),
                new Compile(new Adam(), new CategoricalCrossentropy(), Metrics.ACCURACY),
                pictures.train().batches(batchSize, BATCHES));
    }

    private static List<Trial> dense() {
        var clipped = new Adam()
                .withOptions(OptimizerOptions.NONE.withGlobalClipnorm(0.5).withWeightDecay(0.01));
        var averaged = new SGD(0.05, 0, false)
                .withOptions(
                        OptimizerOptions.NONE.withEma(0.9, OptionalInt.of(5)).withGradientAccumulationSteps(2));
        return List.of(
                dense(new CategoricalCrossentropy(), new Adam(), 3, SOFTMAX, RELU, TANH, ELU, GELU),
                dense(new SparseCategoricalCrossentropy(), new Nadam(), 5, SOFTMAX, SIGMOID, SELU, SOFTSIGN),
                dense(new MeanSquaredError(), new SGD(0.01, 0.9, true), 3, LINEAR, SILU, SOFTPLUS, CELU),
                dense(new Huber(), new RMSprop(), 3, LINEAR, MISH, LEAKY_RELU),
                dense(new BinaryCrossentropy(), new AdamW(), 1, SIGMOID, HARD_SIGMOID, SQUAREPLUS),
                dense(new LogCosh(), new Adamax(), 2, TANH, RELU6, HARD_SILU, TANH_SHRINK),
                dense(new Poisson(), new Adagrad(), 2, SOFTPLUS, LOG_SIGMOID, SOFT_SHRINK),
                dense(new CategoricalHinge(), new Adadelta(), 4, LINEAR, SPARSE_PLUS, HARD_TANH),
                dense(new CategoricalCrossentropy(), new Ftrl(), 4, SOFTMAX, TANH),
                dense(new CategoricalCrossentropy(), clipped, 4, SOFTMAX, TANH, RELU),
                dense(new CategoricalCrossentropy(), averaged, 4, SOFTMAX, TANH));
    }

    private static Trial dense(Loss loss, Optimizer optimizer, int outputs, Activation last, Activation... hidden) {
        List<Layer> layers = new ArrayList<>();
        for (Activation activation : hidden) {
            layers.add(Dense.of(UNITS, activation));
        }
        layers.add(Dense.of(outputs, last));
        String activations = Stream.of(hidden).map(Activation::kerasName).collect(Collectors.joining(" "));
        boolean classes = loss.ofClasses();
        return trial(
                "dense " + activations + " " + last.kerasName() + ", " + loss.kerasName() + ", " + name(optimizer),
                Shape.of(INPUTS),
                loss,
                optimizer,
                classes ? outputs : 0,
                layers);
    }

    private static List<Trial> special() {
        var regularized =
                new Dense("", UNITS, RELU, KernelOptions.DEFAULTS.withKernelRegularizer(Regularizer.l2(0.01)));
        Trial embedding = trial(
                "embedding, average, dense, rmsprop",
                Shape.of(INPUTS),
                new SparseCategoricalCrossentropy(),
                new RMSprop(),
                4,
                List.of(Embedding.of(WORDS, 8), GlobalAveragePooling1D.of(), Dense.of(4, SOFTMAX)));
        Trial normalized = trial(
                "dense, layer normalization, regularizer, weights of examples, adam",
                Shape.of(INPUTS),
                new CategoricalCrossentropy(),
                new Adam(),
                4,
                List.of(regularized, LayerNormalization.of(), Dense.of(4, SOFTMAX)));
        return List.of(
                withWords(embedding),
                new Trial(
                        normalized.name(),
                        normalized.model(),
                        normalized.compile(),
                        normalized.batches().stream().map(Trials::weighted).toList()));
    }

    private static List<Trial> convolutional() {
        return List.of(
                trial(
                        "convolution, max and average pooling, dropout, adam",
                        PICTURE,
                        new SparseCategoricalCrossentropy(),
                        new Adam(),
                        4,
                        List.of(
                                Conv2D.of(8, 3, RELU),
                                MaxPooling2D.of(2),
                                Conv2D.of(12, 3, TANH).withSamePadding(),
                                AveragePooling2D.of(2),
                                Flatten.of(),
                                Dropout.of(0.5),
                                Dense.of(4, SOFTMAX))),
                trial(
                        "convolution, batch normalization, global average, sgd",
                        PICTURE,
                        new CategoricalCrossentropy(),
                        new SGD(0.05, 0.9, false),
                        4,
                        List.of(
                                Conv2D.of(8, 3, RELU).withSamePadding(),
                                BatchNormalization.of(),
                                Conv2D.of(8, 3, RELU),
                                GlobalAveragePooling2D.of(),
                                BatchNormalization.of(),
                                Dropout.of(0.25),
                                Dense.of(4, SOFTMAX))));
    }

    private static String name(Optimizer optimizer) {
        String options = optimizer.options().equals(OptimizerOptions.NONE) ? "" : " with options";
        return optimizer.getClass().getSimpleName().toLowerCase(Locale.ROOT) + options;
    }

    /// @param classes how many there are; 0 where targets are values
    private static Trial trial(
            String name, Shape inputs, Loss loss, Optimizer optimizer, int classes, List<Layer> layers) {
        var random = new Random(name.hashCode());
        Sequential model = Sequential.of(inputs, layers.toArray(Layer[]::new));
        var compile = classes > 0 ? new Compile(optimizer, loss, Metrics.ACCURACY) : new Compile(optimizer, loss);
        List<Batch> batches = new ArrayList<>();
        for (int i = 0; i < BATCHES; i++) {
            Tensor x = Tensor.of(inputs, values(random, ROWS * inputs.size()));
            Tensor y = classes > 0
                    ? Tensor.ofClasses(random.ints(ROWS, 0, classes).toArray())
                    : Tensor.of(
                            model.outputShape(),
                            targets(random, ROWS * model.outputShape().size()));
            batches.add(new Batch(x, y));
        }
        return new Trial(name, model, compile, batches);
    }

    private static float[] values(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /// Zeros and ones, which every loss takes.
    private static float[] targets(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextInt(2);
        }
        return values;
    }

    private static Trial withWords(Trial trial) {
        var random = new Random(1);
        List<Batch> batches = new ArrayList<>();
        for (Batch batch : trial.batches()) {
            float[] words = new float[batch.size() * INPUTS];
            for (int i = 0; i < words.length; i++) {
                words[i] = random.nextInt(WORDS);
            }
            batches.add(new Batch(Tensor.of(Shape.of(INPUTS), words), batch.targets()));
        }
        return new Trial(trial.name(), trial.model(), trial.compile(), batches);
    }

    private static Batch weighted(Batch batch) {
        float[] weights = new float[batch.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = 0.5f + i % 3;
        }
        return batch.withWeights(Tensor.of(Shape.of(), weights));
    }
}
