package dev.millrace.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.runs.RunPhase;
import dev.millrace.runs.RunSummary;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What is said of runs that nobody trains any more.
final class BrokenOffTest {
    @Test
    void shouldSayHowBrokenOffRunsGoOn() {
        assertThat(BrokenOff.sentence(List.of(standing("a", "mnist", RunPhase.SILENT, 7, ""))))
                .isEqualTo("run a was broken off after step 7; 'millrace services' goes on with it.");
        assertThat(BrokenOff.sentence(Stream.of("a", "b", "c", "d")
                        .map(id -> standing(id, "mnist", RunPhase.ACCEPTED, 0, ""))
                        .toList()))
                .isEqualTo("4 runs were broken off (d, c, b, ...); 'millrace services' goes on with them, and 'millrace"
                        + " runs' tells how they stand.");
    }

    private static RunSummary standing(String id, String dataset, RunPhase state, long step, String detail) {
        return new RunSummary(id, "name", dataset, state, 1, 2, step, detail);
    }
}
