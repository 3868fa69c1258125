package dev.millrace.gateway.series;

import java.util.Arrays;

/// Where on its partition points of a series were read: kept for one in 64, which is near enough for whoever reads on
/// after an offset, since a point that comes twice changes nothing.
final class OffsetIndex {
    private static final int EVERY = 64;

    private long[] offsets = new long[4];
    private int size;

    /// The point at `index` was read at `offset`; both grow.
    void add(int index, long offset) {
        if (index % EVERY != 0) {
            return;
        }
        if (size == offsets.length) {
            offsets = Arrays.copyOf(offsets, Column.grown(size));
        }
        offsets[size++] = offset;
    }

    /// The first of `points` that may have been read after `offset`.
    int after(long offset, int points) {
        if (size == 0) {
            return points;
        }
        int found = Arrays.binarySearch(offsets, 0, size, offset);
        int block = found >= 0 ? found : -found - 2;
        return Math.min(points, Math.max(0, block * EVERY));
    }
}
