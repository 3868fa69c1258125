package dev.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.wire.RunRequested;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Which run is meant, and how runs are listed.
final class RunsTest {
    private static final List<RunRequested> RUNS = requests("tiny-1", "tiny-12", "tiny-2", "other");

    @Test
    void shouldTakeAsMuchOfAnIdAsIsNeeded() {
        assertThat(meant(RUNS, "o")).isEqualTo("other");
        assertThat(meant(RUNS, "tiny-12")).isEqualTo("tiny-12");
        assertThat(meant(RUNS, "tiny-1"))
                .as("the whole of one, the beginning of another")
                .isEqualTo("tiny-1");
    }

    @Test
    void shouldSayWhichRunsAnIdMayMean() {
        assertThatThrownBy(() -> meant(RUNS, "tiny-"))
                .isInstanceOf(UserException.class)
                .hasMessage("3 runs begin with 'tiny-': tiny-2, tiny-12, tiny-1. Say more of the one you mean.");
        List<RunRequested> many =
                requests(IntStream.range(0, 30).mapToObj(i -> "run-" + i).toArray(String[]::new));
        assertThatThrownBy(() -> meant(many, "run"))
                .hasMessageStartingWith("30 runs begin with 'run': run-29, run-28, ")
                .hasMessageEndingWith(", run-20 and earlier ones. Say more of the one you mean.");
        assertThatThrownBy(() -> meant(requests("only"), ""))
                .hasMessage("No run '' at broker:1. 'millrace runs' lists those there are.");
    }

    @Test
    void shouldKeepColumnsHoweverLongWhatIsInThem() {
        String longest = "a".repeat(100);
        var table = RunsTable.of(List.of(
                standing(longest, "mnist", "running", 7, "by one"),
                standing("short", "d".repeat(40) + "\n", "failed", 123_456, "two\nlines")));
        List<String> lines = table.lines();
        assertThat(lines).hasSize(3);
        int state = lines.getFirst().indexOf("STATE");
        assertThat(lines.get(0)).matches("RUN {99}DATASET {19}STATE {4}EPOCH {4}STEP");
        assertThat(lines.get(1)).startsWith(longest + "  mnist ").endsWith("       7  by one");
        assertThat(lines.get(1).substring(state)).startsWith("running");
        assertThat(lines.get(2)).contains("d".repeat(23) + "…  failed ").endsWith("  123456  two\\u000alines");
        assertThat(lines.get(2).substring(state)).startsWith("failed");
    }

    @Test
    void shouldSayHowBrokenOffRunsGoOn() {
        assertThat(BrokenOff.sentence(List.of(standing("a", "mnist", "silent", 7, ""))))
                .isEqualTo("run a was broken off after step 7; 'millrace services' goes on with it.");
        assertThat(BrokenOff.sentence(Stream.of("a", "b", "c", "d")
                        .map(id -> standing(id, "mnist", "accepted", 0, ""))
                        .toList()))
                .isEqualTo("4 runs were broken off (d, c, b, ...); 'millrace services' goes on with them, and 'millrace"
                        + " runs' tells how they stand.");
    }

    private static String meant(List<RunRequested> requests, String runId) {
        return Runs.meant(requests, runId, "broker:1").runId();
    }

    private static List<RunRequested> requests(String... ids) {
        RunRequested any = SmallRuns.request(1, 1);
        return Stream.of(ids)
                .map(id -> new RunRequested(
                        id, any.name(), any.dataset(), any.model(), any.compile(), any.fit(), any.requestedAt()))
                .toList();
    }

    private static Runs.Standing standing(String id, String dataset, String state, long step, String detail) {
        return new Runs.Standing(id, "name", dataset, state, 1, 2, step, detail);
    }
}
