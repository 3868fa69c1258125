package dev.millrace.gateway.series;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.millrace.wire.Split;
import org.jspecify.annotations.Nullable;

/// A curve, or a part of one, in bins whose borders never move: a bin holds the points whose `step / bin` is the same
/// whole number, and says of them the first, the least, the largest and the last value. No extreme is lost.
///
/// @param bin steps in a bin, a power of two
/// @param exact whether each bin has one point: then `columns` has `x` and `last` alone
/// @param total points of the whole curve
/// @param upTo the curve's last step; -1 where it has no point. What comes after it goes into the last bin, or begins
/// the next
public record SeriesView(
        String metric, Split split, Axis x, long bin, boolean exact, int total, long upTo, Columns columns) {
    /// One number for each bin.
    ///
    /// @param x where the bin's first point lies on the axis
    /// @param smooth the exponential moving average over every point of the curve, at the bin's last
    public record Columns(
            Numbers x,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Numbers first,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Numbers min,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Numbers max,

            Numbers last,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Numbers smooth) {}
}
