package dev.millrace.loader;

import dev.millrace.datasets.Dataset;
import dev.millrace.keras.KerasJson;
import dev.millrace.nn.Compile;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Loss;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.wire.BatchMessage;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Topics;

/// A run that can be done: its description is sound, and its dataset fits it.
///
/// @param runId of the run
/// @param dataset opened
public record LoadPlan(String runId, Dataset dataset, Sequential model, Compile compile, Fit fit) {
    /// Checks every part against every other, so that what is wrong is said before anything starts.
    ///
    /// @throws DescriptionException saying what does not fit what
    public LoadPlan {
        compile.check(model);
        checkInput(model, dataset);
        checkOutput(model, compile, dataset);
        checkBatchSize(runId, fit, dataset);
        fit.trainingSamples(dataset.train().size());
    }

    /// The plan for a run, its dataset opened by `source`.
    ///
    /// @throws DescriptionException if the description is not sound, or the dataset does not fit
    /// @throws DatasetException if the dataset cannot be read
    public static LoadPlan of(RunRequested run, DatasetSource source) {
        Sequential model = KerasJson.model(run.model());
        Compile compile = KerasJson.compile(run.compile());
        RunRequested.FitRef fit = run.fit();
        return new LoadPlan(
                run.runId(),
                source.open(run.dataset().name(), run.dataset().data()),
                model,
                compile,
                new Fit(fit.batchSize(), fit.epochs(), fit.validationSplit(), fit.shuffle(), fit.seed()));
    }

    /// Opens a dataset by name, from a folder or, where that is empty, from where the data-loader keeps it.
    @FunctionalInterface
    public interface DatasetSource {
        /// Opens it.
        ///
        /// @throws DatasetException if it cannot be read
        Dataset open(String name, String folder);
    }

    /// Examples that are trained.
    public int trainingSamples() {
        return fit.trainingSamples(dataset.train().size());
    }

    /// Examples of the training split that are scored only.
    public int validationSamples() {
        return dataset.train().size() - trainingSamples();
    }

    /// Gradient updates in one epoch.
    public int stepsPerEpoch() {
        return fit.stepsPerEpoch(trainingSamples());
    }

    /// Gradient updates in all.
    public long steps() {
        return (long) stepsPerEpoch() * fit.epochs();
    }

    /// Bytes of a full mini-batch on the topic.
    public int batchBytes() {
        return batchBytes(runId, fit.batchSize(), dataset);
    }

    private static int batchBytes(String runId, int batchSize, Dataset dataset) {
        return BatchMessage.sizeOf(batchSize, dataset.inputShape().size(), 1, runId);
    }

    private static void checkInput(Sequential model, Dataset dataset) {
        Shape given = dataset.inputShape();
        if (model.inputShape().size() != given.size()) {
            throw new DescriptionException("Layer '" + model.layers().getFirst().name() + "' takes inputs of shape "
                    + model.inputShape() + ", " + model.inputShape().size() + " values, but dataset '" + dataset.name()
                    + "' gives shape " + given + ", " + given.size() + " values. Set the model's input_shape to ["
                    + given.size() + "].");
        }
    }

    private static void checkOutput(Sequential model, Compile compile, Dataset dataset) {
        int outputs = model.outputShape().size();
        int classes = dataset.classes();
        boolean fits = outputs == classes
                || (outputs > classes && compile.loss() instanceof Loss.SparseCategoricalCrossentropy)
                || (outputs == 1 && classes == 2);
        if (!fits) {
            throw new DescriptionException("Layer '" + model.layers().getLast().name() + "' gives "
                    + model.outputShape() + ", but dataset '" + dataset.name() + "' has " + classes
                    + " classes. Give the last Dense layer " + classes + " units.");
        }
    }

    private static void checkBatchSize(String runId, Fit fit, Dataset dataset) {
        int size = batchBytes(runId, fit.batchSize(), dataset);
        if (size > Topics.MAX_VALUE_BYTES) {
            int one = batchBytes(runId, 2, dataset) - batchBytes(runId, 1, dataset);
            int fits = Math.max(0, (Topics.MAX_VALUE_BYTES - batchBytes(runId, 1, dataset)) / one + 1);
            throw new DescriptionException("A mini-batch of " + fit.batchSize() + " examples of dataset '"
                    + dataset.name() + "' takes " + size + " bytes on the topic, whose limit is "
                    + Topics.MAX_VALUE_BYTES + ". The largest batch_size that fits is " + fits + ".");
        }
    }
}
