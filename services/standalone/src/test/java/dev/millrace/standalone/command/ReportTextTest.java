package dev.millrace.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.wire.Origin;
import dev.millrace.wire.Split;
import dev.millrace.wire.reports.ClassScore;
import dev.millrace.wire.reports.Report;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ReportTextTest {
    @Test
    void shouldShowEachClassAndWhatIsConfusedMost() {
        assertThat(ReportText.lines(report(List.of(
                        new Report.Cell(1, 1, 5),
                        new Report.Cell(0, 0, 3),
                        new Report.Cell(1, 0, 2),
                        new Report.Cell(0, 1, 1)))))
                .containsExactly(
                        "test, checkpoint step-1: 11 examples",
                        "CLASS  PRECISION  RECALL      F1  EXAMPLES",
                        "cat       0.6000  0.7500  0.6667         4",
                        "dog       0.8333  0.7143  0.7692         7",
                        "mean      0.7167  0.7321  0.7179        11",
                        "IS   TAKEN FOR  EXAMPLES",
                        "dog  cat               2",
                        "cat  dog               1");
    }

    @Test
    void shouldShowNoPairsWhereNoneIsConfused() {
        assertThat(ReportText.lines(report(List.of(new Report.Cell(1, 1, 5))))).hasSize(5);
    }

    private static Report report(List<Report.Cell> cells) {
        return new Report(
                "run",
                Split.TEST,
                "step-1",
                0,
                1,
                11,
                List.of("cat", "dog"),
                List.of(ClassScore.of(4, 5, 3), ClassScore.of(7, 6, 5)),
                cells,
                List.of(),
                Instant.EPOCH,
                new Origin("evaluator", "here"));
    }
}
