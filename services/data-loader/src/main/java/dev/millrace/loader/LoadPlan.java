package dev.millrace.loader;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.datasets.Dataset;
import dev.millrace.keras.KerasJson;
import dev.millrace.nn.Compile;
import dev.millrace.nn.DescriptionException;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Sequential;
import dev.millrace.nn.Shape;
import dev.millrace.runs.RunSpec;
import dev.millrace.wire.BatchForm;
import dev.millrace.wire.RunRequested;
import dev.millrace.wire.Safetensors.DType;
import dev.millrace.wire.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A run that can be done: its description is sound, and its dataset fits it.
///
/// @param runId of the run
/// @param dataset opened
/// @param model whose input is that of the dataset, or the same values in another shape, as `notes` says
public record LoadPlan(String runId, Dataset dataset, Sequential model, Compile compile, Fit fit) {
    /// Checks every part against every other, so that what is wrong is said before anything starts.
    ///
    /// @throws DescriptionException saying what does not fit what
    public LoadPlan {
        dataset.check(model, compile, fit);
        if (form(dataset, model, true).examplesPerRecord(runId, Topics.MAX_VALUE_BYTES) == 0) {
            throw new DescriptionException("An example of dataset '" + dataset.name() + "' takes "
                    + dataset.schema().stride() + " bytes, more than a record on the topic takes. Make its inputs of"
                    + " shape " + dataset.schema().inputs().shape() + " smaller.");
        }
    }

    /// The plan for a run, its dataset opened by `source`. A model that does not say its input shape gets the
    /// dataset's, flattened; without layers it is a [DefaultModel]. What it is compiled with may lack a loss, which is
    /// then that of the default too.
    ///
    /// @throws DescriptionException if the description is not sound, or the dataset does not fit
    /// @throws dev.millrace.datasets.DatasetException if the dataset cannot be read
    public static LoadPlan of(RunRequested run, DatasetSource source) {
        // What is wrong with the description is said before a large dataset is read.
        boolean lossChosen = !run.compile().isObject() || run.compile().has("loss");
        Optional<Compile> compile = lossChosen ? Optional.of(KerasJson.compile(run.compile())) : Optional.empty();
        Fit fit = RunSpec.fit(run);
        boolean chosen = !run.model().isObject() || !run.model().isEmpty();
        if (chosen) {
            KerasJson.model(run.model(), Optional.of(Shape.of(1)));
        }
        Dataset dataset = source.open(run.dataset());
        var defaults = DefaultModel.of(dataset);
        Compile compiled = compile.orElseGet(() -> defaults.compiled(run.compile()));
        if (!chosen) {
            return new LoadPlan(
                    run.runId(), said(dataset, defaults.model(), compiled), defaults.model(), compiled, fit);
        }
        Shape inputs = Shape.of(dataset.schema().inputs().shape().size());
        return new LoadPlan(run.runId(), dataset, KerasJson.model(run.model(), Optional.of(inputs)), compiled, fit);
    }

    /// The dataset, with a note of the network that was chosen for it.
    private static Dataset said(Dataset dataset, Sequential model, Compile compile) {
        JsonNode written = KerasJson.compile(compile);
        return dataset.withNote("Default network: " + DefaultModel.said(model) + "; optimizer "
                + name(written.path("optimizer")) + ", loss " + name(written.path("loss")) + ".");
    }

    private static String name(JsonNode written) {
        return written.isTextual()
                ? written.textValue()
                : written.path("class_name").asText();
    }

    /// Opens a dataset.
    @FunctionalInterface
    public interface DatasetSource {
        /// Opens it.
        ///
        /// @param description its kind and the kind's options
        /// @throws dev.millrace.datasets.DatasetException if it cannot be read
        /// @throws DescriptionException if there is no such kind or option
        Dataset open(JsonNode description);
    }

    /// The run as it was asked for, with the model and what it is compiled with said in full.
    public RunRequested completed(RunRequested run) {
        return new RunRequested(
                run.runId(),
                run.name(),
                run.dataset(),
                KerasJson.write(model, Optional.empty()),
                KerasJson.compile(compile),
                run.fit(),
                run.requestedAt());
    }

    /// What people should know of how the run was understood, one sentence each.
    public List<String> notes() {
        List<String> notes = new ArrayList<>(dataset.notes());
        Shape given = dataset.schema().inputs().shape();
        if (!given.equals(model.inputShape())) {
            notes.add("Inputs of shape " + given + " go into the model as " + model.inputShape() + ".");
        }
        return notes;
    }

    /// What the mini-batches that are trained have in common.
    public BatchForm trainingForm() {
        return form(
                dataset,
                model,
                dataset.schema().weighted() || !fit.classWeight().isEmpty());
    }

    /// What the mini-batches that are scored have in common.
    public BatchForm evaluationForm() {
        return form(dataset, model, dataset.schema().weighted());
    }

    private static BatchForm form(Dataset dataset, Sequential model, boolean weighted) {
        var inputs = dataset.schema().inputs();
        var targets = dataset.schema().targets();
        return new BatchForm(
                DType.valueOf(inputs.dtype().name()),
                model.inputShape().dims(),
                inputs.scale(),
                DType.valueOf(targets.dtype().name()),
                targets.shape().dims(),
                weighted);
    }

    /// Examples that are trained.
    public int trainingSamples() {
        return fit.trainingSamples(dataset.train().size());
    }

    /// Examples that are scored after each epoch: the dataset's own, else those at the end of the ones to train with.
    public int validationSamples() {
        return dataset.validation().size() + dataset.train().size() - trainingSamples();
    }

    /// Gradient updates in one epoch.
    public int stepsPerEpoch() {
        return fit.stepsPerEpoch(trainingSamples());
    }

    /// Gradient updates in all.
    public long steps() {
        return (long) stepsPerEpoch() * (fit.epochs() - fit.initialEpoch());
    }

    /// The epoch of a step, counted from the beginning of the run.
    public int epoch(long step) {
        return fit.initialEpoch() + Math.toIntExact(step / stepsPerEpoch());
    }

    /// Steps before one, from the beginning of the run; `epoch` and `step` are its mini-batch's.
    public long stepsBefore(int epoch, int step) {
        return (long) (epoch - fit.initialEpoch()) * stepsPerEpoch() + step;
    }

    /// The most examples that a record holds; at least one, which fits into the largest record.
    ///
    /// @param recordBytes how large records are meant to be
    public int examplesPerRecord(int recordBytes) {
        return Math.max(1, form(dataset, model, true).examplesPerRecord(runId, recordBytes));
    }

    /// Upper bound of the bytes of a full mini-batch on the topic.
    ///
    /// @param recordBytes how large records are meant to be
    public long batchBytes(int recordBytes) {
        BatchForm form = trainingForm();
        long perRecord = examplesPerRecord(recordBytes);
        long full = fit.batchSize() / perRecord;
        long rest = fit.batchSize() % perRecord;
        return full * form.bytes(runId, (int) perRecord) + (rest == 0 ? 0 : form.bytes(runId, (int) rest));
    }
}
