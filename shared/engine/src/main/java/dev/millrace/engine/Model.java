package dev.millrace.engine;

import dev.millrace.engine.callback.Behaviours;
import dev.millrace.engine.data.ArrayExamples;
import dev.millrace.engine.data.BatchSource;
import dev.millrace.engine.data.GatheredExamples;
import dev.millrace.engine.data.Order;
import dev.millrace.engine.data.Rows;
import dev.millrace.engine.data.Samples;
import dev.millrace.engine.data.Tensor;
import dev.millrace.engine.fit.Callback;
import dev.millrace.engine.fit.TrainingLoop;
import dev.millrace.engine.score.MetricAccumulators;
import dev.millrace.nn.CallbackSpec;
import dev.millrace.nn.Compile;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.callback.ModelCheckpoint;
import dev.millrace.nn.data.Examples;
import dev.millrace.nn.data.TrainingData;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/// Keras's `compile`, `fit`, `evaluate` and `predict` in this process, without a broker.
///
/// ```java
/// try (Model model = Model.compile(sequential, new Compile(new Adam(), loss, Metrics.ACCURACY))) {
///     History history = model.fit(x, y, new Fit().withEpochs(3));
///     Map<String, Double> scores = model.evaluate(testX, testY, 32);
/// }
/// ```
///
/// Examples lie along the first axis of `x` and `y`. Row-major arrays of `uint8`, `int32` and `float32` are read
/// where they lie. Targets are values as the model predicts them, or class numbers `(samples,)` where it predicts
/// several. [Samples] have weights beside. Owns native memory until it is closed. Not thread-safe.
///
/// [TrainingData], a table or pictures in files, is trained as it lies there: `model.fit(houses, fit)`.
public final class Model implements AutoCloseable {
    private static final int DEFAULT_BATCH_SIZE = new Fit().batchSize();

    private final Network network;

    private Model(Network network) {
        this.network = network;
    }

    /// A model with fresh weights, drawn with seed 0.
    public static Model compile(Sequential sequential, Compile compile) {
        return compile(sequential, compile, 0);
    }

    /// A model with fresh weights, drawn with `seed`.
    public static Model compile(Sequential sequential, Compile compile, long seed) {
        return new Model(Network.create(sequential, compile, seed));
    }

    /// A model that goes on where `trained` was left.
    public static Model of(TrainedModel trained) {
        return new Model(Network.restore(trained));
    }

    /// Trains in silence.
    public History fit(INDArray x, INDArray y, Fit fit) {
        return fit(Samples.of(x, y), fit);
    }

    /// Trains in silence.
    ///
    /// @param callbacks called after those of `fit`
    public History fit(Samples samples, Fit fit, Callback... callbacks) {
        return fit(samples, fit, Optional.empty(), List.of(callbacks));
    }

    /// Trains in silence.
    ///
    /// @param validation scored after each epoch, if given: `validation_split` does not count then
    /// @param callbacks called after those of `fit`, one's own among them
    /// @throws DescriptionException if the samples have weights and `fit` has weights of classes, or a callback watches
    /// a score that there will not be
    public History fit(Samples samples, Fit fit, Optional<Samples> validation, List<Callback> callbacks) {
        var all = new ArrayExamples(samples);
        int training = validation.isPresent() ? all.size() : fit.trainingSamples(all.size());
        ArrayExamples scored = validation.map(ArrayExamples::new).orElse(all);
        return run(all.weighted(fit), training, scored, validation.isPresent() ? 0 : training, fit, callbacks);
    }

    /// Trains; `validation_split` of the examples, the last ones, are scored after each epoch and not trained.
    ///
    /// @param progress told after every step, and at every epoch's end: a `ProgressBar`, for one
    public History fit(INDArray x, INDArray y, Fit fit, Consumer<Progress> progress) {
        return fit(Samples.of(x, y), fit, progress);
    }

    /// Trains; `validation_split` of the examples, the last ones, are scored after each epoch and not trained, with
    /// their weights if they have some. `class_weight` counts in training alone.
    ///
    /// @param progress told after every step, and at every epoch's end: a `ProgressBar`, for one
    /// @throws DescriptionException if the samples have weights and `fit` has weights of classes
    public History fit(Samples samples, Fit fit, Consumer<Progress> progress) {
        return fit(samples, fit, Optional.empty(), List.of(reporter(progress, fit, samples)));
    }

    /// Trains, and scores the examples `validationX`, `validationY` after each epoch; `validation_split` does not
    /// count.
    public History fit(
            INDArray x, INDArray y, Fit fit, INDArray validationX, INDArray validationY, Consumer<Progress> progress) {
        return fit(Samples.of(x, y), fit, Samples.of(validationX, validationY), progress);
    }

    /// Trains, and scores `validation` after each epoch; `validation_split` does not count.
    ///
    /// @throws DescriptionException if the samples have weights and `fit` has weights of classes
    public History fit(Samples samples, Fit fit, Samples validation, Consumer<Progress> progress) {
        Fit unsplit = fit.withValidationSplit(0);
        return fit(samples, unsplit, Optional.of(validation), List.of(reporter(progress, unsplit, samples)));
    }

    /// Trains in silence on examples that need not fit into memory; Keras's `fit(dataset)`. After each epoch the data's
    /// validation part is scored; where it has none, the last ones of the training examples, as many as
    /// `validation_split` says. Weights of examples are part of the data.
    ///
    /// The same seed gives the same weights as a run through Kafka.
    ///
    /// @param callbacks called after those of `fit`
    /// @throws DescriptionException if the data does not fit the model, or `fit` the data
    public History fit(TrainingData data, Fit fit, Callback... callbacks) {
        return fit(data, fit, List.of(callbacks));
    }

    /// The same.
    ///
    /// @param progress told after every step, and at every epoch's end: a `ProgressBar`, for one
    /// @throws DescriptionException if the data does not fit the model, or `fit` the data
    public History fit(TrainingData data, Fit fit, Consumer<Progress> progress) {
        return fit(data, fit, List.of(reporter(progress, fit, data.train().size())));
    }

    private History fit(TrainingData data, Fit fit, List<Callback> callbacks) {
        data.check(network.model(), network.compile(), fit);
        var train = new GatheredExamples(data.train());
        int training = fit.trainingSamples(train.size());
        boolean own = data.validation().size() > 0;
        BatchSource scored = new GatheredExamples(own ? data.validation() : data.train());
        return run(train.weighted(fit), training, scored, own ? 0 : training, fit, callbacks);
    }

    private static Callback reporter(Consumer<Progress> progress, Fit fit, Samples samples) {
        return reporter(progress, fit, Math.toIntExact(samples.x().size(0)));
    }

    private static Callback reporter(Consumer<Progress> progress, Fit fit, int samples) {
        int training = fit.trainingSamples(samples);
        return new ProgressReporter(progress, fit.epochs(), fit.stepsPerEpoch(training));
    }

    /// Loss and metrics, in the order in which the model was compiled with them.
    public Map<String, Double> evaluate(INDArray x, INDArray y, int batchSize) {
        return evaluate(Samples.of(x, y), batchSize);
    }

    /// Loss and metrics, in the order in which the model was compiled with them.
    public Map<String, Double> evaluate(Samples samples, int batchSize) {
        checkBatchSize(batchSize);
        return evaluate(new ArrayExamples(samples), 0, batchSize);
    }

    /// Loss and metrics, with Keras's batch size.
    public Map<String, Double> evaluate(Examples examples) {
        return evaluate(examples, DEFAULT_BATCH_SIZE);
    }

    /// Loss and metrics, in the order in which the model was compiled with them.
    ///
    /// @throws DescriptionException if the examples do not fit the model, or there are none
    public Map<String, Double> evaluate(Examples examples, int batchSize) {
        checkBatchSize(batchSize);
        if (examples.size() == 0) {
            throw new DescriptionException("There is at least one example to score. Received: none.");
        }
        examples.form().check("the data", network.model(), network.compile());
        return evaluate(new GatheredExamples(examples), 0, batchSize);
    }

    /// What the model makes of `x`, `(samples, ...)`; the caller owns it.
    public INDArray predict(INDArray x, int batchSize) {
        Rows rows = new Rows(x);
        return predict(rows.size(), rows::slice, batchSize);
    }

    /// What the model makes of the inputs of `examples`; the caller owns it.
    ///
    /// @throws DescriptionException if the inputs do not fit the model
    public INDArray predict(Examples examples, int batchSize) {
        examples.form().checkInput("the data", network.model());
        return predict(examples.size(), new GatheredExamples(examples)::inputs, batchSize);
    }

    /// What the model makes of `inputs`, which hold raw rows or pictures as they were prepared; the caller owns it.
    public INDArray predict(Tensor inputs, int batchSize) {
        return predict(inputs.size(), inputs::slice, batchSize);
    }

    /// The inputs of some examples.
    private interface InputSource {
        /// Those from `from` up to `to`.
        Tensor slice(int from, int to);
    }

    private INDArray predict(int samples, InputSource inputs, int batchSize) {
        checkBatchSize(batchSize);
        int outputs = network.model().outputShape().size();
        FloatBuffer out = FloatBuffer.allocate(Math.multiplyExact(samples, outputs));
        for (int from = 0; from < samples; from += batchSize) {
            int to = Math.min(samples, from + batchSize);
            network.predict(inputs.slice(from, to), to - from, out);
        }
        List<Integer> dims = network.model().outputShape().dims();
        long[] shape = new long[dims.size() + 1];
        shape[0] = samples;
        for (int i = 0; i < dims.size(); i++) {
            shape[i + 1] = dims.get(i);
        }
        return Nd4j.createFromArray(out.array()).castTo(DataType.FLOAT).reshape('c', shape);
    }

    /// A copy of the weights and the optimizer's state, for a file.
    public TrainedModel trained() {
        return network.snapshot();
    }

    /// Frees all native memory.
    @Override
    public void close() {
        network.close();
    }

    private History run(
            BatchSource training, int samples, BatchSource validation, int from, Fit fit, List<Callback> own) {
        boolean validated = validation.size() > from;
        fit.checkCallbacks(network.compile(), validated);
        List<Callback> callbacks = new ArrayList<>();
        for (CallbackSpec spec : fit.callbacks()) {
            checkKept(spec);
            callbacks.add(Behaviours.of(spec));
        }
        callbacks.addAll(own);
        var scores = new MetricAccumulators(network.model(), network.compile());
        var loop = new TrainingLoop(network, scores, fit, fit.stepsPerEpoch(samples), callbacks);
        var order = new Order(training, samples, fit);
        List<Map<String, Double>> logs = new ArrayList<>();
        loop.begin();
        while (!loop.finished()) {
            while (!loop.epochOver()) {
                loop.step(order.batch(loop.epoch(), loop.stepInEpoch()));
            }
            logs.add(loop.endEpoch(
                    validated && fit.validates(loop.epoch())
                            ? loop.validate(() -> evaluate(validation, from, fit.batchSize()))
                            : Map.of()));
        }
        loop.end();
        return History.of(fit.initialEpoch(), logs);
    }

    /// Only who calls `fit` knows where the best model is to be kept.
    private static void checkKept(CallbackSpec spec) {
        if (spec instanceof ModelCheckpoint) {
            throw new DescriptionException("ModelCheckpoint does not say here where the model goes to. Leave it out of"
                    + " Fit, and give fit the callback new KeepBest(ModelCheckpoint.of(\"val_loss\"), model -> …).");
        }
    }

    private Map<String, Double> evaluate(BatchSource examples, int start, int batchSize) {
        var scores = new MetricAccumulators(network.model(), network.compile());
        for (int from = start; from < examples.size(); from += batchSize) {
            network.evaluateStep(examples.slice(from, Math.min(examples.size(), from + batchSize)), scores);
        }
        return scores.results();
    }

    private static void checkBatchSize(int batchSize) {
        if (batchSize <= 0) {
            throw new DescriptionException("batch_size is a positive integer. Received: batch_size=" + batchSize);
        }
    }
}
