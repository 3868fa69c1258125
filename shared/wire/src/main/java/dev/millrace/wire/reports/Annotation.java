package dev.millrace.wire.reports;

import dev.millrace.wire.RunRequested;
import java.time.Instant;
import java.util.List;

/// What people say of a run. The newest counts, as a whole.
///
/// @param tags short words to find the run by, each once
/// @param note text for people, never markup
/// @param archived whether lists leave the run out unless asked
/// @param alerts what to warn of
public record Annotation(
        String runId, List<String> tags, String note, boolean archived, List<AlertRule> alerts, Instant time) {
    /// Most tags, and most alerts.
    public static final int MAX_ENTRIES = 20;

    /// Longest tag, in characters.
    public static final int MAX_TAG_LENGTH = 50;

    /// Longest note, in characters.
    public static final int MAX_NOTE_LENGTH = 10_000;

    public Annotation {
        RunRequested.checkRunId(runId);
        Checks.atMost("tags", tags.size(), MAX_ENTRIES);
        Checks.atMost("alerts", alerts.size(), MAX_ENTRIES);
        Checks.atMost("note", note.length(), MAX_NOTE_LENGTH);
        for (String tag : tags) {
            Checks.atMost("a tag", tag.length(), MAX_TAG_LENGTH);
            if (tag.isBlank()) {
                throw new IllegalArgumentException("A tag has at least one letter. Received: '" + tag + "'");
            }
        }
        Checks.distinct("tags", tags);
        Checks.distinct("alerts", alerts);
        tags = List.copyOf(tags);
        alerts = List.copyOf(alerts);
    }
}
