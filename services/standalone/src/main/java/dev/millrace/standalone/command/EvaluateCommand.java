package dev.millrace.standalone.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.datasets.CsvDialect;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Schema;
import dev.millrace.datasets.TablePreparation;
import dev.millrace.engine.Network;
import dev.millrace.engine.data.Batch;
import dev.millrace.engine.data.Tensor;
import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.engine.score.MetricAccumulators;
import dev.millrace.keras.InferenceModel;
import dev.millrace.loader.LoadPlan;
import dev.millrace.nn.DType;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Shape;
import dev.millrace.nn.TrainedModel;
import dev.millrace.nn.data.Examples;
import dev.millrace.standalone.model.LoadedModel;
import dev.millrace.standalone.model.ModelFile;
import dev.millrace.standalone.option.DataOptions;
import dev.millrace.standalone.option.EngineOptions;
import dev.millrace.standalone.option.UserEnvironment;
import dev.millrace.standalone.output.Output;
import dev.millrace.standalone.output.Scored;
import dev.millrace.standalone.output.UserException;
import dev.millrace.standalone.prediction.ScoringData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `millrace evaluate FILE --csv FILE`: a model's loss and metrics on data that it was not trained with.
@Command(
        name = "evaluate",
        description = {
            "Score a model file on data like that which it was trained with, with the loss and the metrics in the file.",
            "Of a file or folder, everything is scored; of data that is divided into examples to train with and to test on,"
                    + " the latter. How raw data becomes inputs is in the model file: nothing is fitted here.",
            "The penalties of regularizers are no part of the loss here.",
            "Its optimizer is not needed; metrics that are not supported are left out, and said on standard error."
        },
        mixinStandardHelpOptions = true,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Examples:",
            "  millrace evaluate houses.keras --csv sold-this-year.csv",
            "  millrace evaluate flowers.keras --images more-flowers",
            "  millrace evaluate digits.keras --dataset digits",
            "  millrace evaluate digits.keras --dataset mnist --data FOLDER"
        })
public final class EvaluateCommand implements Callable<Integer> {
    private static final int BATCH_SIZE = 100;

    @Parameters(paramLabel = "FILE", description = "A .keras or .safetensors file.")
    private Path file = Path.of("");

    @Mixin
    private DataOptions data = new DataOptions();

    @Option(names = "--json", description = "Answer in JSON, for machines.")
    private boolean json;

    @Mixin
    private EngineOptions engine = new EngineOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        CommandLine command = spec.commandLine();
        JsonNode description = data.undecided(command, Optional.empty())
                .orElseThrow(() -> new ParameterException(
                        command,
                        "Name the data to score on: --csv FILE, --parquet FILE, --npz FILE, --images DIR, --idx DIR or"
                                + " --dataset NAME."));
        KernelSet kernels = engine.choice(command).toBegin();
        LoadedModel loaded = ModelFile.read(file, command.getErr());
        InferenceModel model = loaded.model();
        if (model.loss().isEmpty()) {
            throw new UserException(file + " cannot be scored without its loss: " + model.noLoss());
        }
        var datasets = UserEnvironment.of(spec).datasets(command);
        Dataset opened = new ScoringData(file.toString(), loaded.data(), datasets)
                .open(description, loaded.data().flatMap(this::dialect));
        TrainedModel scored = model.toScore();
        // Checks that the model fits the dataset, as for a run.
        var plan = new LoadPlan(
                "evaluate", opened, scored.model(), scored.compile().orElseThrow(), new Fit());
        if (opened.test().size() == 0) {
            throw new UserException(opened.name() + " has no examples to score on.");
        }
        try (Network network = Network.restore(kernels, scored)) {
            var scores = new MetricAccumulators(scored.model(), plan.compile());
            Examples test = opened.test();
            for (int from = 0; from < test.size(); from += BATCH_SIZE) {
                network.evaluateStep(batch(opened, test, from, Math.min(from + BATCH_SIZE, test.size())), scores);
            }
            Scored.checkFinite(file.toString(), scores.results());
            var out = command.getOut();
            out.print(json ? Output.json(scores.results()) + "\n" : Scored.lines(scores.results()));
            out.flush();
        }
        return 0;
    }

    private Optional<CsvDialect> dialect(Schema schema) {
        return schema.preparation() instanceof TablePreparation table
                ? data.dialect(table.dialect())
                : Optional.empty();
    }

    private static Batch batch(Dataset dataset, Examples examples, int from, int to) {
        Schema schema = dataset.schema();
        ByteBuffer inputs = little((to - from) * schema.inputs().bytes());
        ByteBuffer targets = little((to - from) * schema.targets().bytes());
        ByteBuffer weights = little((to - from) * Float.BYTES);
        for (int i = from; i < to; i++) {
            examples.copyInput(i, inputs);
            examples.copyTarget(i, targets);
            weights.putFloat(examples.weight(i));
        }
        var batch = new Batch(
                to - from,
                tensor(
                        schema.inputs().dtype(),
                        schema.inputs().shape(),
                        inputs.flip(),
                        schema.inputs().scale()),
                tensor(schema.targets().dtype(), schema.targets().shape(), targets.flip(), 1));
        return schema.weighted() ? batch.withWeights(tensor(DType.F32, Shape.of(), weights.flip(), 1)) : batch;
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static Tensor tensor(DType dtype, Shape shape, ByteBuffer data, float scale) {
        return new Tensor(dtype, shape, data, scale);
    }
}
