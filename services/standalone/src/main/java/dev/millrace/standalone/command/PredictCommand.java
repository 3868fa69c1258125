package dev.millrace.standalone.command;

import dev.millrace.engine.DType;
import dev.millrace.engine.Network;
import dev.millrace.engine.Tensor;
import dev.millrace.keras.InferenceModel;
import dev.millrace.nn.Shape;
import dev.millrace.standalone.model.Images;
import dev.millrace.standalone.model.ModelFile;
import dev.millrace.standalone.model.OutputMeaning;
import dev.millrace.standalone.model.Prediction;
import dev.millrace.standalone.output.Output;
import dev.millrace.standalone.output.UserException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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
            "Read digits in pictures: prints the class, and the probability of each, or its output where neither the"
                    + " model's last activation nor its loss gives probabilities.",
            "The optimizer and the metrics of the file are not needed. A picture that cannot be read is said on standard"
                    + " error; the others are read all the same.",
            "A picture is made like MNIST's: light on dark, the digit centred in 28 x 28 pixels."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  millrace predict digits.keras seven.png eight.jpg"})
public final class PredictCommand implements Callable<Integer> {
    private static final float SCALE = 1 / 255f;

    @Parameters(index = "0", paramLabel = "FILE", description = "A .keras or .safetensors file.")
    private Path file = Path.of("");

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "IMAGE", description = "PNG or JPEG files of any size.")
    private List<Path> images = new ArrayList<>();

    @Option(
            names = "--json",
            description = {
                "Answer in JSON, for machines: one line for each picture, an object with 'image', 'prediction', and"
                        + " 'probabilities' ('outputs' where the model has no probabilities), or with 'image' and"
                        + " 'error'."
            })
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        InferenceModel model = ModelFile.read(file, spec.commandLine().getErr()).model();
        Shape output = model.model().outputShape();
        if (output.rank() != 1) {
            throw new UserException(
                    file + " gives shape " + output + " for a picture. Expected: one value per class, like (10,).");
        }
        var meaning = OutputMeaning.of(model.model(), model.loss());
        boolean failed = false;
        try (Network network = Network.restore(model.toPredict())) {
            for (Path image : images) {
                try {
                    var prediction = Prediction.of(image.toString(), meaning, outputs(network, image));
                    say(json ? prediction.json() : prediction.lines());
                } catch (UserException e) {
                    failed = true;
                    complain(image, String.valueOf(e.getMessage()));
                }
            }
        }
        return failed ? 1 : 0;
    }

    private static List<Float> outputs(Network network, Path image) {
        var input = new Tensor(DType.U8, Shape.of(28, 28), ByteBuffer.wrap(Images.read(image)), SCALE);
        FloatBuffer output = FloatBuffer.allocate(network.model().outputShape().size());
        network.predict(input, 1, output);
        return IntStream.range(0, output.capacity()).mapToObj(output::get).toList();
    }

    private void say(String line) {
        var out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    private void complain(Path image, String message) {
        if (json) {
            Map<String, String> fields = new LinkedHashMap<>();
            fields.put("image", image.toString());
            fields.put("error", message);
            say(Output.json(fields));
        }
        var err = spec.commandLine().getErr();
        err.println("millrace: " + message);
        err.flush();
    }
}
