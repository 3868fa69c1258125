package dev.millrace.standalone;

import dev.millrace.standalone.command.CheckpointCommand;
import dev.millrace.standalone.command.EvaluateCommand;
import dev.millrace.standalone.command.LearningRateCommand;
import dev.millrace.standalone.command.LookCommand;
import dev.millrace.standalone.command.PredictCommand;
import dev.millrace.standalone.command.ReportCommand;
import dev.millrace.standalone.command.RunsCommand;
import dev.millrace.standalone.command.ServicesCommand;
import dev.millrace.standalone.command.StopCommand;
import dev.millrace.standalone.command.SubmitCommand;
import dev.millrace.standalone.command.SummaryCommand;
import dev.millrace.standalone.command.TrainCommand;
import dev.millrace.standalone.command.VerifyCommand;
import dev.millrace.standalone.command.WatchCommand;
import dev.millrace.standalone.dashboard.DashboardCommand;
import dev.millrace.standalone.experiment.BenchCommand;
import dev.millrace.standalone.export.ExportCommand;
import dev.millrace.standalone.option.OptionTypes;
import dev.millrace.standalone.option.UserEnvironment;
import dev.millrace.standalone.output.ErrorReporter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
            VerifyCommand.class,
            LearningRateCommand.class,
            ReportCommand.class,
            EvaluateCommand.class,
            PredictCommand.class,
            LookCommand.class,
            DashboardCommand.class,
            SummaryCommand.class,
            ExportCommand.class,
            ServicesCommand.class,
            BenchCommand.class
        },
        footer = {
            "",
            "Environment:",
            "  MILLRACE_HOME  where the embedded broker keeps its topics",
            "                 (default: ~/.local/share/millrace)",
            "  MILLRACE_DATA  folder with a dataset's files, where --data names none",
            "",
            "Examples:",
            "  millrace train --epochs 2 --out digits.keras",
            "  millrace look houses.csv --target price",
            "  millrace train --csv houses.csv --target price --out houses.keras",
            "  millrace evaluate houses.keras --csv sold-this-year.csv",
            "  millrace predict houses.keras for-sale.csv",
            "",
            "'millrace COMMAND --help' says more about each."
        })
public final class Millrace implements UserEnvironment {
    private static final String KAFKA = "--kafka.";

    private final Map<String, String> environment;

    private Millrace(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Map<String, String> environment() {
        return environment;
    }

    public static void main(String[] args) {
        System.exit(run(System.getenv(), writer(System.out), writer(System.err), args));
    }

    /// In the terminal's characters, or in UTF-8 where those have none to draw a bar with: a bare locale says
    /// nothing about the terminal.
    private static PrintWriter writer(PrintStream stream) {
        boolean bar = stream.charset().newEncoder().canEncode('\u2501');
        return new PrintWriter(stream, true, bar ? stream.charset() : StandardCharsets.UTF_8);
    }

    /// Runs one command; 0 only when the job was done, 1 when it was not, 2 when it was not understood.
    ///
    /// @param environment variables like `MILLRACE_HOME`
    static int run(Map<String, String> environment, PrintWriter out, PrintWriter err, String... args) {
        return commandLine(environment).setOut(out).setErr(err).execute(kafkaSettings(args));
    }

    /// All commands.
    static CommandLine commandLine(Map<String, String> environment) {
        var line = new CommandLine(new Millrace(environment))
                .setParameterExceptionHandler(ErrorReporter::notUnderstood)
                .setExecutionExceptionHandler(ErrorReporter::notDone);
        OptionTypes.register(line);
        describeExitCodes(line);
        return line;
    }

    private static void describeExitCodes(CommandLine parent) {
        for (CommandLine command : parent.getSubcommands().values()) {
            describeExitCodesOf(command);
            describeExitCodes(command);
        }
    }

    private static void describeExitCodesOf(CommandLine command) {
        Map<String, String> codes = new LinkedHashMap<>();
        codes.put("0", "the job was done");
        codes.put("1", "it was not, and standard error says why");
        codes.put("2", "the command was not understood");
        codes.put("130", "Ctrl-C");
        command.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(codes);
    }

    /// `--kafka.acks=all` and `--kafka.acks all` become `--kafka acks=all`: any client setting can be given.
    static String[] kafkaSettings(String... args) {
        List<String> given = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            if (args[i].startsWith(KAFKA)) {
                String setting = args[i].substring(KAFKA.length());
                boolean apart = !setting.contains("=") && i + 1 < args.length;
                given.addAll(List.of("--kafka", apart ? setting + "=" + args[++i] : setting));
            } else {
                given.add(args[i]);
            }
        }
        return given.toArray(String[]::new);
    }
}
