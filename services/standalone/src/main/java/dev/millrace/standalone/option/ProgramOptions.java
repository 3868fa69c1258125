package dev.millrace.standalone.option;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.nn.Fit;
import dev.millrace.runfile.RunFile;
import dev.millrace.standalone.run.RunFiles;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What a run may be told on the command line, all but its batch size; it wins over the run file.
public final class ProgramOptions {
    @Parameters(
            arity = "0..1",
            paramLabel = "RUN",
            description =
                    "A run file, JSON or YAML; without it, a network for the data that is named, else the textbook's"
                            + " digits network.")
    @Nullable
    Path file;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description =
                    "Passes over the training examples. Default: the run file's, else 20 to train (more for few rows), 3"
                            + " to compare.")
    @Nullable
    Integer epochs;

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            description =
                    "sgd, rmsprop, adagrad, adadelta, adam, adamw, adamax, nadam, lion or ftrl, with Keras's defaults."
                            + " Default: the run file's, else adam.")
    @Nullable
    String optimizer;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of the first weights and every epoch's order. Default: the run file's, else 0.")
    @Nullable
    Long seed;

    @Mixin
    private DataOptions data = new DataOptions();

    /// The run that was asked for.
    ///
    /// @param fallback where no run file and no data was named; else data alone is trained for as many epochs
    public RunFile run(CommandLine command, RunFile fallback) {
        RunFile run = file != null
                ? RunFiles.read(file)
                : data.namesOwnData()
                        ? RunFile.ofData(data.name(), fallback.fit().epochs())
                        : fallback;
        Fit fit = run.fit();
        run = run.withFit(
                fit.withEpochs(epochs != null ? epochs : fit.epochs()).withSeed(seed != null ? seed : fit.seed()));
        if (optimizer != null) {
            run = run.withOptimizer(optimizer);
        }
        if (data.isEmpty(command)) {
            return run.checkDataset();
        }
        Optional<JsonNode> description = data.description(command, run.dataset());
        return description.isPresent() ? run.withDataset(description.get()) : run.withData(data.folder());
    }

    /// Whether nobody said for how many epochs data is to be trained.
    public boolean choosesEpochs() {
        return file == null && epochs == null && data.namesOwnData();
    }
}
