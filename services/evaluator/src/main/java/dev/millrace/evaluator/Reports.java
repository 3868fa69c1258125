package dev.millrace.evaluator;

import dev.millrace.wire.CheckpointManifest;
import dev.millrace.wire.Json;
import dev.millrace.wire.Origin;
import dev.millrace.wire.Split;
import dev.millrace.wire.reports.Report;
import dev.millrace.wire.reports.WorstExample;
import java.time.Instant;
import java.util.List;

/// Makes reports of what was counted, none larger than a message may be.
public final class Reports {
    private final CheckpointManifest checkpoint;
    private final int epoch;
    private final Instant time;
    private final Origin origin;

    /// @param epoch of the checkpoint's last step
    public Reports(CheckpointManifest checkpoint, int epoch, Instant time, Origin origin) {
        this.checkpoint = checkpoint;
        this.epoch = epoch;
        this.time = time;
        this.origin = origin;
    }

    /// The report of a split: with fewer examples, and then with fewer cells, where it would be too large.
    Report of(Split split, ClassTally tally) {
        var report = new Report(
                checkpoint.runId(),
                split,
                checkpoint.checkpoint(),
                epoch,
                checkpoint.step(),
                tally.examples(),
                tally.names(),
                tally.perClass(),
                tally.cells(),
                tally.worst(),
                time,
                origin);
        while (Json.encode(report).length >= Report.MAX_BYTES) {
            List<WorstExample> worst = report.worst();
            List<Report.Cell> cells = report.confusion();
            report = worst.isEmpty()
                    ? report.with(cells.subList(0, cells.size() / 2), worst)
                    : report.with(cells, worst.subList(0, worst.size() - 1));
        }
        return report;
    }
}
