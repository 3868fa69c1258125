package dev.millrace.benchmarks;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The benchmarks' command line; `shared/benchmarks/run` starts it.
@Command(
        name = "shared/benchmarks/run",
        description = {
            "Measure Millrace. Every benchmark prints one table and writes NAME.json and NAME.svg.",
            "Times are worth something on a machine that does nothing else; ratios of one run are worth more than times."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "BENCHMARK",
        subcommands = {
            EpochCommand.class,
            CsvCommand.class,
            KernelsCommand.class,
            ScaleCommand.class,
            StartCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  shared/benchmarks/run epoch --data FOLDER --python PATH",
            "  shared/benchmarks/run csv --python PATH",
            "  shared/benchmarks/run kernels -prof gc",
            "  shared/benchmarks/run scale",
            "  shared/benchmarks/run start"
        })
public final class Benchmarks {
    private Benchmarks() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Benchmarks()).setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof MeasurementException) {
                command.getErr().println("benchmarks: " + failure.getMessage());
            } else {
                failure.printStackTrace(command.getErr());
            }
            return 1;
        });
    }
}
