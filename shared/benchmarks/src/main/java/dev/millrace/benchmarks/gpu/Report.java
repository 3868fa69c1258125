package dev.millrace.benchmarks.gpu;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.benchmarks.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What was found so far: each finding is printed and written when it comes, and stands in the table at the end. For
/// any number of threads.
final class Report {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final long began = System.nanoTime();

    /// By check, in the order in which checks first came.
    private final Map<String, List<Finding>> findings = new LinkedHashMap<>();

    private boolean failed;

    /// @param file for lines of JSON; it is begun anew
    Report(Path file) {
        this.file = file;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized void add(Finding finding) {
        findings.computeIfAbsent(finding.check(), check -> new ArrayList<>()).add(finding);
        failed |= finding.verdict() == Verdict.FAILED;
        say(String.join(
                ": ",
                finding.check() + " (" + finding.of() + ")",
                finding.figure() + (finding.against().isEmpty() ? "" : " (" + finding.against() + ")"),
                finding.verdict().toString()));
        try {
            Files.writeString(file, JSON.writeValueAsString(finding.json()) + "\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Says how far it is.
    synchronized void say(String progress) {
        System.err.printf("%4d s  %s%n", seconds(), progress);
    }

    /// Since it began.
    long seconds() {
        return (System.nanoTime() - began) / 1_000_000_000;
    }

    /// Whether anything has failed.
    synchronized boolean failed() {
        return failed;
    }

    /// All of it; findings of one check stand together.
    synchronized String table() {
        var table = new Table("check", "of", "figure", "held against", "verdict");
        findings.values().stream()
                .flatMap(List::stream)
                .forEach(finding -> table.add(
                        finding.check(),
                        finding.of(),
                        finding.figure(),
                        finding.against(),
                        finding.verdict().toString()));
        return table.toString();
    }
}
