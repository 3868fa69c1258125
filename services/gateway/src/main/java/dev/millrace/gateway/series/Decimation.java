package dev.millrace.gateway.series;

import dev.millrace.wire.Split;
import org.jspecify.annotations.Nullable;

/// Gives charts as many points as they can draw, and smooths before it leaves any out, so that zooming does not change
/// the shape of a curve.
public final class Decimation {
    private static final int MAX_SHIFT = 62;

    private final Series series;
    private final Column column;
    private final Scale scale;
    private final SeriesQuery query;
    private final @Nullable Smoothing smoothing;

    private Decimation(Series series, Column column, Scale scale, SeriesQuery query) {
        this.series = series;
        this.column = column;
        this.scale = scale;
        this.query = query;
        this.smoothing = query.ema() > 0 ? new Smoothing(column, query.ema()) : null;
    }

    /// What `query` asks for of `series`.
    public static SeriesView of(Series series, Split split, Scale scale, SeriesQuery query) {
        Column column = series.column(query.metric());
        if (column == null) {
            var none = new Numbers(0);
            var columns = new SeriesView.Columns(none, null, null, null, none, query.ema() > 0 ? none : null);
            return new SeriesView(query.metric(), split, query.x(), 1, true, 0, -1, columns);
        }
        return new Decimation(series, column, scale, query).view(split);
    }

    private SeriesView view(Split split) {
        // One point more on either side, so that lines reach the edges of the window.
        int from = Math.max(0, scale.indexOf(series, query.x(), query.from()) - 1);
        int to = Math.min(series.size(), scale.indexOf(series, query.x(), Math.nextUp(query.to())) + 1);
        boolean exact = query.points() == 0 || to - from <= query.points();
        int shift = exact || to <= from ? 0 : shift(from, to);
        SeriesView.Columns columns = exact ? exact(from, to) : binned(from, to, shift);
        return new SeriesView(
                query.metric(),
                split,
                query.x(),
                1L << shift,
                exact,
                column.present(),
                series.step(series.size() - 1),
                columns);
    }

    /// Bins as narrow as they can be without there being more than are wanted. Steps below 0, which nobody makes, are
    /// never in one bin with others.
    private int shift(int from, int to) {
        int shift = 0;
        while (shift < MAX_SHIFT
                && (series.step(to - 1) >> shift) - (series.step(from) >> shift) + 1 > query.points()) {
            shift++;
        }
        return shift;
    }

    private SeriesView.Columns exact(int from, int to) {
        int capacity = Math.max(0, to - from);
        var x = new Numbers(capacity);
        var last = new Numbers(capacity);
        var smooth = smoothing == null ? null : new Numbers(capacity);
        for (int i = from; i < to; i++) {
            if (!Double.isNaN(column.at(i))) {
                x.add(scale.x(series, query.x(), i));
                last.add(column.at(i));
                smooth(smooth, i);
            }
        }
        return new SeriesView.Columns(x, null, null, null, last, smooth);
    }

    private SeriesView.Columns binned(int from, int to, int shift) {
        var x = new Numbers(query.points());
        var first = new Numbers(query.points());
        var min = new Numbers(query.points());
        var max = new Numbers(query.points());
        var last = new Numbers(query.points());
        var smooth = smoothing == null ? null : new Numbers(query.points());
        int i = from;
        while (i < to) {
            int end = end(i, to, shift);
            int least = column.extreme(i, end, true);
            if (least >= 0) {
                int firstIndex = present(i, 1);
                int lastIndex = present(end - 1, -1);
                x.add(scale.x(series, query.x(), firstIndex));
                first.add(column.at(firstIndex));
                min.add(column.at(least));
                max.add(column.at(column.extreme(i, end, false)));
                last.add(column.at(lastIndex));
                smooth(smooth, lastIndex);
            }
            i = end;
        }
        return new SeriesView.Columns(x, first, min, max, last, smooth);
    }

    /// Where the bin of the point at `index` ends, exclusive.
    private int end(int index, int to, int shift) {
        long step = series.step(index);
        long border = ((step >> shift) + 1) << shift;
        // Behind the last border of all, there is none.
        return border > step ? Math.min(to, series.indexOf(border)) : to;
    }

    private void smooth(@Nullable Numbers smooth, int index) {
        if (smooth != null && smoothing != null) {
            smooth.add(smoothing.at(index));
        }
    }

    /// The next point from `index` on, in this direction, that has a value; there is one.
    private int present(int index, int direction) {
        int i = index;
        while (Double.isNaN(column.at(i))) {
            i += direction;
        }
        return i;
    }
}
