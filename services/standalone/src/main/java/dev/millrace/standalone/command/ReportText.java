package dev.millrace.standalone.command;

import dev.millrace.standalone.output.Printable;
import dev.millrace.standalone.output.TextTable;
import dev.millrace.wire.reports.ClassScore;
import dev.millrace.wire.reports.Report;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// A report as people read it: a line for each class, their mean, and the pairs that are confused most.
final class ReportText {
    private static final int LONGEST_NAME = 40;
    private static final int MOST_PAIRS = 10;

    private ReportText() {}

    static List<String> lines(Report report) {
        List<String> lines = new ArrayList<>();
        lines.add(report.split().wireName() + ", checkpoint " + report.checkpoint() + ": " + report.examples()
                + " examples");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("CLASS", "PRECISION", "RECALL", "F1", "EXAMPLES"));
        for (int i = 0; i < report.classes().size(); i++) {
            ClassScore score = report.perClass().get(i);
            rows.add(row(
                    name(report, i), score.precision(), score.recall(), score.f1(), String.valueOf(score.support())));
        }
        rows.add(row(
                "mean",
                mean(report, ClassScore::precision),
                mean(report, ClassScore::recall),
                mean(report, ClassScore::f1),
                String.valueOf(report.examples())));
        lines.addAll(new TextTable(rows, rightButTheFirst(5)).lines());
        lines.addAll(confused(report));
        return lines;
    }

    private static List<String> confused(Report report) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("IS", "TAKEN FOR", "EXAMPLES"));
        report.confusion().stream()
                .filter(cell -> cell.actual() != cell.predicted())
                .limit(MOST_PAIRS)
                .forEach(cell -> rows.add(List.of(
                        name(report, cell.actual()), name(report, cell.predicted()), String.valueOf(cell.count()))));
        return rows.size() == 1 ? List.of() : new TextTable(rows, List.of(false, false, true)).lines();
    }

    private static String name(Report report, int number) {
        return Printable.text(report.classes().get(number), LONGEST_NAME);
    }

    private static List<String> row(String name, double precision, double recall, double f1, String count) {
        return List.of(name, share(precision), share(recall), share(f1), count);
    }

    private static String share(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    private static double mean(Report report, ToDoubleFunction<ClassScore> of) {
        return report.perClass().stream().mapToDouble(of).average().orElse(0);
    }

    private static List<Boolean> rightButTheFirst(int columns) {
        List<Boolean> right = new ArrayList<>(Collections.nCopies(columns, true));
        right.set(0, false);
        return right;
    }
}
