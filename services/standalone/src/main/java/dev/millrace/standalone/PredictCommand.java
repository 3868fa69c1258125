package dev.millrace.standalone;

import dev.millrace.engine.DType;
import dev.millrace.engine.Network;
import dev.millrace.engine.Tensor;
import dev.millrace.nn.Shape;
import dev.millrace.nn.TrainedModel;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `millrace predict FILE IMAGE…`: what a model reads in pictures.
@Command(
        name = "predict",
        description = {
            "Read digits in pictures: prints the class, and the probability of each.",
            "A picture is made like MNIST's: light on dark, the digit centred in 28 x 28 pixels."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  millrace predict digits.keras seven.png eight.jpg"})
final class PredictCommand implements Callable<Integer> {
    private static final float SCALE = 1 / 255f;

    @Parameters(index = "0", paramLabel = "FILE", description = "A .keras or .safetensors file.")
    private Path file = Path.of("");

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "IMAGE", description = "PNG or JPEG files of any size.")
    private List<Path> images = new ArrayList<>();

    @Option(names = "--json", description = "Answer in JSON, for machines.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /// @param probabilities one per class
    private record Prediction(String image, int prediction, List<Float> probabilities) {
        /// The class, and below it the probability of each.
        String lines() {
            return image + ": " + prediction
                    + IntStream.range(0, probabilities.size())
                            .mapToObj(i -> String.format(Locale.ROOT, "%n  %d: %.4f", i, probabilities.get(i)))
                            .collect(Collectors.joining());
        }
    }

    @Override
    public Integer call() {
        TrainedModel trained = ModelFile.read(file);
        int classes = trained.model().outputShape().size();
        var out = spec.commandLine().getOut();
        try (Network network = Network.restore(trained)) {
            for (Path image : images) {
                var input = new Tensor(DType.U8, Shape.of(28, 28), ByteBuffer.wrap(Images.read(image)), SCALE);
                FloatBuffer output = FloatBuffer.allocate(classes);
                network.predict(input, 1, output);
                List<Float> probabilities =
                        IntStream.range(0, classes).mapToObj(output::get).toList();
                int best = IntStream.range(0, classes)
                        .reduce(0, (a, b) -> probabilities.get(b) > probabilities.get(a) ? b : a);
                var prediction = new Prediction(image.toString(), best, probabilities);
                out.println(json ? Output.json(prediction) : prediction.lines());
            }
        }
        out.flush();
        return 0;
    }
}
