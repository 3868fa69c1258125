package dev.millrace.standalone.experiment;

import picocli.CommandLine.Command;

/// `millrace bench`: experiments with what there is.
@Command(
        name = "bench",
        description = "Compare runs with each other.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "EXPERIMENT",
        subcommands = BatchSizeCommand.class,
        footer = {"", "Examples:", "  millrace bench batch-size --epochs 3 --plot batch-size.svg"})
public final class BenchCommand {}
