package dev.millrace.standalone;

import dev.millrace.datasets.DatasetException;
import dev.millrace.keras.KerasFileException;
import dev.millrace.messaging.BrokerUnavailableException;
import dev.millrace.nn.DescriptionException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `millrace`: trains, watches, scores and predicts from the command line.
@Command(
        name = "millrace",
        description = "Keras-style neural-network training as a stream of events.",
        mixinStandardHelpOptions = true,
        version = "millrace 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            TrainCommand.class,
            SubmitCommand.class,
            RunsCommand.class,
            WatchCommand.class,
            StopCommand.class,
            CheckpointCommand.class,
            EvaluateCommand.class,
            PredictCommand.class,
            ServicesCommand.class
        })
public final class Millrace {
    private static final int FAILED = 1;

    private Millrace() {}

    public static void main(String[] args) {
        // Ended by halt and not by exit where a command has already tidied up: nothing is left for shutdown hooks to
        // do.
        System.exit(run(args));
    }

    /// Runs one command; 0 only when the job was done, 1 when it was not, 2 when it was not understood.
    static int run(String... args) {
        return new CommandLine(new Millrace())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(Millrace::explain)
                .execute(Stream.of(args).flatMap(Millrace::kafkaSetting).toArray(String[]::new));
    }

    /// `--kafka.security.protocol=SSL` becomes `--kafka security.protocol=SSL`: any client setting can be given.
    private static Stream<String> kafkaSetting(String arg) {
        String prefix = "--kafka.";
        return arg.startsWith(prefix) ? Stream.of("--kafka", arg.substring(prefix.length())) : Stream.of(arg);
    }

    private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        boolean expected = failure instanceof UserException
                || failure instanceof DescriptionException
                || failure instanceof DatasetException
                || failure instanceof KerasFileException
                || failure instanceof BrokerUnavailableException;
        String message = expected ? String.valueOf(failure.getMessage()) : failure.toString();
        if (Arrays.asList(parsed.originalArgs().toArray()).contains("--json")) {
            command.getOut().println(Output.json(Map.of("error", message)));
        }
        command.getErr().println("millrace: " + message);
        if (!expected) {
            failure.printStackTrace(command.getErr());
        }
        return FAILED;
    }
}
