package dev.millrace.standalone.option;

import dev.millrace.nn.Fit;
import dev.millrace.standalone.run.DatasetChoice;
import dev.millrace.standalone.run.RunFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What a run may be told on the command line, all but its batch size; it wins over the run file.
public final class ProgramOptions {
    @Parameters(
            arity = "0..1",
            paramLabel = "RUN",
            description = "A run file, JSON or YAML; without it, the textbook's digits network.")
    @Nullable
    Path file;

    @Option(
            names = "--dataset",
            paramLabel = "NAME",
            description = "mnist or digits. Default: the run file's, else what is there.")
    @Nullable
    String dataset;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder with the dataset's files. Default: MILLRACE_DATA, else a cache filled by download.")
    @Nullable
    Path data;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Passes over the training examples. Default: the run file's, else 20 to train, 3 to compare.")
    @Nullable
    Integer epochs;

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            description =
                    "sgd, rmsprop, adagrad, adadelta, adam, adamax or nadam, with Keras's defaults. Default: the run file's,"
                            + " else adam.")
    @Nullable
    String optimizer;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of the first weights and every epoch's order. Default: the run file's, else 0.")
    @Nullable
    Long seed;

    /// The run that was asked for.
    ///
    /// @param fallback where no run file was named
    public RunFile run(RunFile fallback) {
        RunFile run = file == null ? fallback : RunFile.read(file);
        Fit fit = run.fit();
        run = run.withFit(
                fit.withEpochs(epochs != null ? epochs : fit.epochs()).withSeed(seed != null ? seed : fit.seed()));
        if (optimizer != null) {
            run = run.withOptimizer(optimizer);
        }
        return DatasetChoice.given(
                run,
                dataset,
                data == null ? "" : data.toAbsolutePath().normalize().toString());
    }
}
