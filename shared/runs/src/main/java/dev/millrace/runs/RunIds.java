package dev.millrace.runs;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/// Ids of runs that are asked for.
public final class RunIds {
    private static final int LONGEST_NAME = 40;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private RunIds() {}

    /// `digits-20261124-141500-3fa1`: readable, sorted by time, unlikely to be given twice.
    ///
    /// @param name the run's, for people; whatever an id cannot hold is replaced
    public static String next(String name, Instant now) {
        String readable =
                name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        String random =
                HexFormat.of().toHexDigits((short) ThreadLocalRandom.current().nextInt());
        return (readable.isEmpty() ? "run" : readable.substring(0, Math.min(LONGEST_NAME, readable.length()))) + "-"
                + TIME.format(now) + "-" + random;
    }
}
