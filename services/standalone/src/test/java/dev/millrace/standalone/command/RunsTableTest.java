package dev.millrace.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.runs.RunPhase;
import dev.millrace.runs.RunSummary;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How runs are listed.
final class RunsTableTest {
    @Test
    void shouldKeepColumnsHoweverLongWhatIsInThem() {
        String longest = "a".repeat(100);
        var table = RunsTable.of(List.of(
                standing(longest, "mnist", RunPhase.RUNNING, 7, "by one"),
                standing("short", "d".repeat(40) + "\n", RunPhase.FAILED, 123_456, "two\nlines")));
        List<String> lines = table.lines();
        assertThat(lines).hasSize(3);
        int state = lines.getFirst().indexOf("STATE");
        assertThat(lines.get(0)).matches("RUN {99}DATASET {19}STATE {4}EPOCH {4}STEP");
        assertThat(lines.get(1)).startsWith(longest + "  mnist ").endsWith("       7  by one");
        assertThat(lines.get(1).substring(state)).startsWith("running");
        assertThat(lines.get(2)).contains("d".repeat(23) + "…  failed ").endsWith("  123456  two\\u000alines");
        assertThat(lines.get(2).substring(state)).startsWith("failed");
    }

    private static RunSummary standing(String id, String dataset, RunPhase state, long step, String detail) {
        return new RunSummary(id, "name", dataset, state, 1, 2, step, detail);
    }
}
