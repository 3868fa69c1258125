package dev.millrace.standalone.command;

import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Examples;
import dev.millrace.datasets.Schema;
import dev.millrace.engine.Batch;
import dev.millrace.engine.DType;
import dev.millrace.engine.Network;
import dev.millrace.engine.Scores;
import dev.millrace.engine.Tensor;
import dev.millrace.keras.InferenceModel;
import dev.millrace.loader.LoadPlan;
import dev.millrace.nn.Fit;
import dev.millrace.nn.Shape;
import dev.millrace.nn.TrainedModel;
import dev.millrace.standalone.model.ModelFile;
import dev.millrace.standalone.option.UserEnvironment;
import dev.millrace.standalone.output.Output;
import dev.millrace.standalone.output.Scored;
import dev.millrace.standalone.output.UserException;
import dev.millrace.standalone.run.DatasetChoice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `millrace evaluate FILE --dataset NAME`: a model's loss and metrics on a dataset's test images.
@Command(
        name = "evaluate",
        description = {
            "Score a model file on a dataset's test examples, with the loss and the metrics in the file.",
            "The penalties of regularizers are no part of the loss here.",
            "Its optimizer is not needed; metrics that are not supported are left out, and said on standard error."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  millrace evaluate digits.keras --dataset digits",
            "  millrace evaluate digits.keras --dataset mnist --data FOLDER"
        })
public final class EvaluateCommand implements Callable<Integer> {
    private static final int BATCH_SIZE = 100;

    @Parameters(paramLabel = "FILE", description = "A .keras or .safetensors file.")
    private Path file = Path.of("");

    @Option(names = "--dataset", required = true, paramLabel = "NAME", description = "mnist or digits.")
    private String dataset = "";

    @Option(names = "--data", defaultValue = "", paramLabel = "DIR", description = "Folder with the dataset's files.")
    private String data = "";

    @Option(names = "--json", description = "Answer in JSON, for machines.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        InferenceModel model = ModelFile.read(file, spec.commandLine().getErr()).model();
        if (model.loss().isEmpty()) {
            throw new UserException(file + " cannot be scored without its loss: " + model.noLoss());
        }
        Dataset opened = UserEnvironment.of(spec).datasets(spec.commandLine()).open(DatasetChoice.named(dataset, data));
        TrainedModel scored = model.toScore();
        // Checks that the model fits the dataset, as for a run.
        var plan = new LoadPlan(
                "evaluate", opened, scored.model(), scored.compile().orElseThrow(), new Fit());
        try (Network network = Network.restore(scored)) {
            var scores = new Scores(scored.model(), plan.compile());
            Examples test = opened.test();
            for (int from = 0; from < test.size(); from += BATCH_SIZE) {
                network.evaluateStep(batch(opened, test, from, Math.min(from + BATCH_SIZE, test.size())), scores);
            }
            Scored.checkFinite(file.toString(), scores.results());
            var out = spec.commandLine().getOut();
            out.print(json ? Output.json(scores.results()) + "\n" : Scored.lines(scores.results()));
            out.flush();
        }
        return 0;
    }

    private static Batch batch(Dataset dataset, Examples examples, int from, int to) {
        Schema schema = dataset.schema();
        ByteBuffer inputs = little((to - from) * schema.inputs().bytes());
        ByteBuffer targets = little((to - from) * schema.targets().bytes());
        for (int i = from; i < to; i++) {
            examples.copyInput(i, inputs);
            examples.copyTarget(i, targets);
        }
        return new Batch(
                to - from,
                tensor(
                        schema.inputs().dtype(),
                        schema.inputs().shape(),
                        inputs.flip(),
                        schema.inputs().scale()),
                tensor(schema.targets().dtype(), schema.targets().shape(), targets.flip(), 1));
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static Tensor tensor(dev.millrace.nn.DType dtype, Shape shape, ByteBuffer data, float scale) {
        return new Tensor(DType.valueOf(dtype.name()), shape, data, scale);
    }
}
