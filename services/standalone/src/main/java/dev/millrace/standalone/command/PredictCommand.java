package dev.millrace.standalone.command;

import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.PicturePreparation;
import dev.millrace.datasets.Preparation;
import dev.millrace.datasets.Schema;
import dev.millrace.datasets.TablePreparation;
import dev.millrace.engine.Network;
import dev.millrace.engine.kernel.KernelSet;
import dev.millrace.nn.DType;
import dev.millrace.nn.Shape;
import dev.millrace.runs.OutputMeaning;
import dev.millrace.standalone.model.Images;
import dev.millrace.standalone.model.LoadedModel;
import dev.millrace.standalone.model.ModelFile;
import dev.millrace.standalone.model.Prediction;
import dev.millrace.standalone.option.CsvOptions;
import dev.millrace.standalone.option.DataKinds;
import dev.millrace.standalone.option.EngineOptions;
import dev.millrace.standalone.option.UserEnvironment;
import dev.millrace.standalone.output.OutFile;
import dev.millrace.standalone.output.Output;
import dev.millrace.standalone.output.UserException;
import dev.millrace.standalone.prediction.Answers;
import dev.millrace.standalone.prediction.ArrayInputs;
import dev.millrace.standalone.prediction.Format;
import dev.millrace.standalone.prediction.Inputs;
import dev.millrace.standalone.prediction.PictureInputs;
import dev.millrace.standalone.prediction.Predictor;
import dev.millrace.standalone.prediction.TableInputs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `millrace predict FILE DATA…`: what a model says of rows, pictures and arrays.
@Command(
        name = "predict",
        description = {
            "Say what a model makes of the rows of tables (CSV, Parquet), of pictures (PNG, JPEG), or of arrays (NPZ): of"
                    + " data like that which it was trained with, the target left out or not.",
            "Of rows and arrays the answer is CSV with a header: the row's number, the class and the probability of each,"
                    + " or the predicted values by the names of their columns; outputs where neither the model's last"
                    + " activation nor its loss gives probabilities.",
            "A model file of others reads pictures as digits, made like MNIST's: light on dark, centred in 28 x 28 pixels;"
                    + " and arrays as they are.",
            "A picture that cannot be read is said on standard error; the others are read all the same."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  millrace predict houses.keras more.csv --out prices.csv",
            "  millrace predict flowers.keras photos/*.jpg --json",
            "  millrace predict model.keras arrays.npz --x inputs",
            "  millrace predict digits.keras seven.png eight.jpg"
        })
public final class PredictCommand implements Callable<Integer> {
    /// What models were trained with whose files do not say it.
    private static final Schema.Inputs DIGIT = new Schema.Inputs(DType.U8, Shape.of(28, 28), 1 / 255f);

    @Parameters(index = "0", paramLabel = "FILE", description = "A .keras or .safetensors file.")
    private Path file = Path.of("");

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "DATA",
            description = "Files: tables, pictures of any size, or NPZ.")
    private List<Path> data = new ArrayList<>();

    @Option(names = "--out", paramLabel = "FILE", description = "Write the answer there, all of it or nothing.")
    private @Nullable Path out;

    @Option(
            names = "--x",
            paramLabel = "ARRAY",
            description = "NPZ: the inputs. Default: x, the only array, or x_test.")
    private @Nullable String x;

    @Option(
            names = "--json",
            description = {
                "Answer in JSON, for machines: one line for each picture or row, an object with 'row' or 'image' ('file' too,"
                        + " where there are several with rows), 'prediction', and 'probabilities' ('outputs' where the model"
                        + " has no probabilities); or with 'values'; or with 'image' and 'error'."
            })
    private boolean json;

    @ArgGroup(validate = false, heading = "%nCSV that is written otherwise than the one to train with:%n")
    private CsvOptions written = new CsvOptions();

    @Mixin
    private EngineOptions engine = new EngineOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (out != null) {
            OutFile.check(out);
        }
        KernelSet kernels = engine.choice(spec.commandLine()).toBegin();
        LoadedModel model = ModelFile.read(file, spec.commandLine().getErr());
        DataFolders folders =
                UserEnvironment.of(spec).datasets(spec.commandLine()).folders();
        try (Inputs inputs = inputs(model, folders);
                Network network = Network.restore(kernels, model.model().toPredict())) {
            if (out != null) {
                OutFile.writeLines(out, sink -> say(model, network, inputs, sink));
            } else {
                say(
                        model,
                        network,
                        inputs,
                        line -> Output.line(spec.commandLine().getOut(), line));
            }
            inputs.notes().forEach(note -> Output.note(spec.commandLine().getErr(), note));
            return inputs.complete() ? 0 : 1;
        }
    }

    private Inputs inputs(LoadedModel model, DataFolders folders) {
        boolean arrays = data.stream().allMatch(PredictCommand::isArrays);
        if (!arrays && data.stream().anyMatch(PredictCommand::isArrays)) {
            throw new UserException("Give arrays (.npz) or other files, not both. Received: " + data + ".");
        }
        Optional<Preparation> preparation = model.data().map(Schema::preparation);
        if (preparation.isPresent() && preparation.get() instanceof TablePreparation table) {
            if (arrays) {
                throw new UserException(file + " was trained with a table. Received: " + data.getFirst()
                        + ". Expected: a CSV or Parquet file.");
            }
            return new TableInputs(data, table, written.dialect(table.dialect()), folders);
        }
        if (arrays) {
            return new ArrayInputs(
                    data,
                    Optional.ofNullable(x),
                    form(model),
                    preparation.flatMap(Preparation::standardization),
                    folders);
        }
        data.stream().filter(PredictCommand::isTable).findFirst().ifPresent(table -> {
            throw new UserException(file + " was not trained with a table, so it does not say how rows become inputs."
                    + " Received: " + table + ". Expected: pictures, or arrays (.npz).");
        });
        Function<Path, byte[]> reading = preparation.map(this::reading).orElse(Images::read);
        return new PictureInputs(data, reading, this::complain);
    }

    private Function<Path, byte[]> reading(Preparation preparation) {
        return switch (preparation) {
            case PicturePreparation picture -> path -> Images.read(path, picture);
            case Preparation.Digit digit -> path -> Images.read(path, digit);
            case Preparation.Arrays arrays ->
                throw new UserException(file + " was trained with arrays. Received: " + data.getFirst()
                        + ". Expected: a file of numpy.savez, .npz.");
            case TablePreparation table -> throw new IllegalArgumentException("A table has no pictures.");
        };
    }

    /// What each input looks like.
    private Schema.Inputs form(LoadedModel model) {
        return model.data()
                .map(Schema::inputs)
                .orElseGet(() -> data.stream().allMatch(PredictCommand::isArrays)
                        ? new Schema.Inputs(DType.F32, model.model().model().inputShape(), 1)
                        : DIGIT);
    }

    private static boolean isArrays(Path path) {
        return DataKinds.guess(path).equals(Optional.of("npz"));
    }

    private static boolean isTable(Path path) {
        return DataKinds.guess(path).filter(List.of("csv", "parquet")::contains).isPresent();
    }

    private void say(LoadedModel model, Network network, Inputs inputs, Consumer<String> sink) {
        var predictor = new Predictor(network, form(model));
        boolean digits = inputs instanceof PictureInputs
                && model.data()
                        .map(d -> d.preparation() instanceof Preparation.Digit)
                        .orElse(true);
        if (digits && (json || out == null)) {
            sayDigits(model, predictor, inputs, sink);
            return;
        }
        Answers answers = Answers.of(model);
        Format format = json ? Format.JSON_LINES : Format.CSV;
        var first = new boolean[] {true};
        // Of pictures, what is wrong with one stands where its answer would.
        predictor.predict(inputs, inputs instanceof PictureInputs ? 1 : Integer.MAX_VALUE, (place, outputs) -> {
            Answers.Answer answer = answers.of(outputs);
            if (first[0]) {
                format.header(place, answer).ifPresent(sink);
                first[0] = false;
            }
            sink.accept(format.line(place, answer));
        });
    }

    private void sayDigits(LoadedModel model, Predictor predictor, Inputs inputs, Consumer<String> sink) {
        Shape output = model.model().model().outputShape();
        if (output.rank() != 1) {
            throw new UserException(
                    file + " gives shape " + output + " for a picture. Expected: one value per class, like (10,).");
        }
        var meaning = OutputMeaning.of(model.model().model(), model.model().loss());
        predictor.predict(inputs, 1, (place, outputs) -> {
            var prediction = Prediction.of(place.getFirst().value().toString(), meaning, outputs);
            if (json) {
                sink.accept(prediction.json());
            } else {
                prediction.lines().lines().forEach(sink);
            }
        });
    }

    private void complain(Path image, String message) {
        if (json && out == null) {
            Map<String, String> fields = new LinkedHashMap<>();
            fields.put("image", image.toString());
            fields.put("error", message);
            Output.line(spec.commandLine().getOut(), Output.json(fields));
        }
        Output.note(spec.commandLine().getErr(), message);
    }
}
