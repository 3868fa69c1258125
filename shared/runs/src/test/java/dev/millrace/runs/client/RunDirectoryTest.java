package dev.millrace.runs.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.runs.Examples;
import dev.millrace.wire.RunRequested;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Which run is meant.
final class RunDirectoryTest {
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
                .isInstanceOf(RunClientException.class)
                .hasMessage("3 runs begin with 'tiny-': tiny-2, tiny-12, tiny-1. Say more of the one you mean.");
        List<RunRequested> many =
                requests(IntStream.range(0, 30).mapToObj(i -> "run-" + i).toArray(String[]::new));
        assertThatThrownBy(() -> meant(many, "run"))
                .hasMessageStartingWith("30 runs begin with 'run': run-29, run-28, ")
                .hasMessageEndingWith(", run-20 and earlier ones. Say more of the one you mean.");
        assertThatThrownBy(() -> meant(requests("only"), ""))
                .hasMessage("No run '' at broker:1. 'millrace runs' lists those there are.");
    }

    private static String meant(List<RunRequested> requests, String runId) {
        return RunDirectory.meant(requests, runId, "broker:1").runId();
    }

    private static List<RunRequested> requests(String... ids) {
        return Stream.of(ids).map(Examples::request).toList();
    }
}
