package dev.millrace.standalone.option;

import dev.millrace.runfile.RunFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What one run may be told on the command line; it wins over the run file.
public final class RunOptions {
    @Mixin
    private ProgramOptions program = new ProgramOptions();

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description = "Examples per gradient update. Default: the run file's, else 32 for data, 100 for digits.")
    @Nullable
    Integer batchSize;

    /// The run that was asked for.
    public RunFile run(CommandLine command) {
        RunFile run = program.run(command, RunFile.TEXTBOOK);
        return batchSize == null ? run : run.withFit(run.fit().withBatchSize(batchSize));
    }

    /// Whether nobody said for how many epochs data is to be trained.
    public boolean choosesEpochs() {
        return program.choosesEpochs();
    }
}
