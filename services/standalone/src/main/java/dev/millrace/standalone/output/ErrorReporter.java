package dev.millrace.standalone.output;

import dev.millrace.broker.BrokerException;
import dev.millrace.datasets.DatasetException;
import dev.millrace.keras.KerasFileException;
import dev.millrace.messaging.BrokerUnavailableException;
import dev.millrace.nn.DescriptionException;
import dev.millrace.runfile.RunFileException;
import dev.millrace.runs.client.RunClientException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// What is said when a command fails: one line for people, the same in JSON for machines. Only what is a defect of
/// Millrace's shows where it happened.
public final class ErrorReporter {
    private static final String JSON = "--json";
    private static final int NOT_DONE = 1;
    private static final int NOT_UNDERSTOOD = 2;

    private ErrorReporter() {}

    /// Says why a command was not done; returns the exit code.
    public static int notDone(Exception failure, CommandLine command, ParseResult parsed) {
        say(command, parsed.originalArgs(), message(failure));
        if (!isExpected(failure)) {
            var trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace, true));
            trace.toString().lines().forEach(line -> Output.line(command.getErr(), line.replace("\t", "    ")));
        }
        command.getErr().flush();
        return NOT_DONE;
    }

    /// Says why a command was not understood; returns the exit code.
    public static int notUnderstood(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        say(command, List.of(args), String.valueOf(failure.getMessage()));
        UnmatchedArgumentException.printSuggestions(failure, command.getErr());
        command.getErr()
                .println("Usage: " + command.getHelp().synopsis(0).strip() + System.lineSeparator() + "'"
                        + command.getCommandSpec().qualifiedName() + " --help' says more.");
        command.getErr().flush();
        return NOT_UNDERSTOOD;
    }

    /// What is said when the process is about to end in the middle of things.
    public static void lost(CommandLine command, boolean json, String message) {
        say(command, json ? List.of(JSON) : List.of(), message);
    }

    private static void say(CommandLine command, List<String> args, String message) {
        if (args.contains(JSON)) {
            Output.line(command.getOut(), Output.json(Map.of("error", message)));
        }
        Output.note(command.getErr(), message);
    }

    private static boolean isExpected(Exception failure) {
        return failure instanceof UserException
                || failure instanceof RunClientException
                || failure instanceof DescriptionException
                || failure instanceof RunFileException
                || failure instanceof DatasetException
                || failure instanceof KerasFileException
                || failure instanceof BrokerException
                || failure instanceof BrokerUnavailableException
                || failure instanceof KafkaException;
    }

    private static String message(Exception failure) {
        if (failure instanceof KafkaException) {
            Throwable root = failure;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            return "Kafka's client says: " + (root.getMessage() == null ? root : root.getMessage());
        }
        return isExpected(failure) ? String.valueOf(failure.getMessage()) : failure.toString();
    }
}
