package dev.millrace.benchmarks.gpu;

import java.util.Locale;

/// What became of a check.
enum Verdict {
    /// It holds.
    PASSED,
    /// It does not: the whole run fails.
    FAILED,
    /// There is nothing to hold: a time, a name.
    MEASURED,
    /// A goal for speed that this GPU reaches.
    REACHED,
    /// A goal for speed that this GPU does not reach, or not yet.
    MISSED,
    /// It was left out, and why is said.
    SKIPPED;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
