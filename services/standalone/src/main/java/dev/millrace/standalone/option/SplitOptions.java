package dev.millrace.standalone.option;

import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How examples are divided into those to train with, to validate with and to test on.
public final class SplitOptions {
    private static final Set<String> DIVIDED = Set.of("csv", "parquet", "query", "npz", "images");
    private static final Set<String> WITH_FILES = Set.of("csv", "parquet");

    @Option(
            names = "--validation",
            paramLabel = "FRACTION",
            description = "Share of the examples to score after each epoch. Default: 0.1.")
    private @Nullable Double validation;

    @Option(
            names = "--test",
            paramLabel = "FRACTION",
            description = "Share of the examples to score at the end. Default: 0.2.")
    private @Nullable Double test;

    @Option(names = "--stratify", description = "Divide each class by itself.")
    private boolean stratify;

    @Option(names = "--split-seed", paramLabel = "N", description = "Of the division. Default: 0.")
    private @Nullable Long seed;

    @Option(
            names = "--validation-file",
            paramLabel = "FILE",
            description = "CSV, Parquet: examples to score after each epoch.")
    private @Nullable Path validationFile;

    @Option(names = "--test-file", paramLabel = "FILE", description = "CSV, Parquet: examples to score at the end.")
    private @Nullable Path testFile;

    void giveTo(GivenOptions given) {
        given.number(name("--validation", "split.validation", DIVIDED), validation);
        given.number(name("--test", "split.test", DIVIDED), test);
        given.flag(name("--stratify", "split.stratify", DIVIDED), stratify, true);
        given.whole(name("--split-seed", "split.seed", DIVIDED), seed);
        given.text(name("--validation-file", "validation_file", WITH_FILES), validationFile);
        given.text(name("--test-file", "test_file", WITH_FILES), testFile);
    }

    private static GivenOptions.Name name(String flag, String key, Set<String> kinds) {
        return new GivenOptions.Name(flag, key, kinds);
    }
}
