package dev.millrace.standalone.command;

import dev.millrace.runs.RunSummary;
import dev.millrace.standalone.output.Printable;
import dev.millrace.standalone.output.TextTable;
import java.util.ArrayList;
import java.util.List;

/// Runs in columns that are as wide as what is in them: the id whole, as other commands take it, and the rest shortened
/// where it is very long.
///
/// @param rows the headings first; each has as many cells as there are columns
record RunsTable(List<List<String>> rows) {
    private static final int LONGEST_ID = 100;
    private static final int LONGEST_DATASET = 24;
    private static final int LONGEST_DETAIL = 300;
    private static final List<Boolean> TO_THE_RIGHT = List.of(false, false, false, true, true, false);

    static RunsTable of(List<RunSummary> standings) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("RUN", "DATASET", "STATE", "EPOCH", "STEP", ""));
        standings.forEach(s -> rows.add(List.of(
                Printable.text(s.runId(), LONGEST_ID),
                Printable.text(s.dataset(), LONGEST_DATASET),
                s.state().wireName(),
                s.epoch() + "/" + s.epochs(),
                String.valueOf(s.step()),
                Printable.text(s.detail(), LONGEST_DETAIL))));
        return new RunsTable(rows);
    }

    List<String> lines() {
        return new TextTable(rows, TO_THE_RIGHT).lines();
    }
}
