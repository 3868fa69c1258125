package dev.millrace.standalone.command;

import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.Examples;
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
import java.nio.ByteBuffer;
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
        InferenceModel model = ModelFile.read(file, spec.commandLine().getErr());
        if (model.loss().isEmpty()) {
            throw new UserException(file + " cannot be scored without its loss: " + model.noLoss());
        }
        Dataset opened = UserEnvironment.of(spec).datasets(spec.commandLine()).open(dataset, data);
        TrainedModel scored = model.toScore();
        // Checks that the model fits the dataset, as for a run.
        var plan = new LoadPlan(
                "evaluate", opened, scored.model(), scored.compile().orElseThrow(), new Fit());
        try (Network network = Network.restore(scored)) {
            var scores = new Scores(plan.compile());
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
        ByteBuffer inputs =
                ByteBuffer.allocate((to - from) * dataset.inputShape().size());
        ByteBuffer labels = ByteBuffer.allocate(to - from);
        for (int i = from; i < to; i++) {
            examples.copyInput(i, inputs);
            labels.put((byte) examples.label(i));
        }
        return new Batch(
                to - from,
                new Tensor(DType.U8, dataset.inputShape(), inputs.flip(), dataset.scale()),
                new Tensor(DType.U8, Shape.of(), labels.flip(), 1));
    }
}
