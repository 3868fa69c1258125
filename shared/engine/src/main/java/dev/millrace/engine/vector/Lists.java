package dev.millrace.engine.vector;

import java.util.Arrays;
import java.util.stream.IntStream;

/// Lists of places in a row, each with a value, one list after another: list `l` begins at `bounds[first + l *
/// step]` and ends at `bounds[first + l * step + span]`. Whoever owns it moves it about; it belongs to one thread
/// at a time.
final class Lists {
    final int[] index;
    final float[] value;
    private final int[] bounds;
    private final int step;
    private int span;
    private int first;
    int count;

    Lists(int[] index, float[] value, int[] bounds, int step) {
        this.index = index;
        this.value = value;
        this.bounds = bounds;
        this.step = step;
    }

    /// One list of the places from 0 up to `size`, each with the value 1.
    static Lists ones(int size) {
        float[] values = new float[size];
        Arrays.fill(values, 1);
        return of(values, 0, 0, size);
    }

    /// One list of the places `from` up to `to`, with the values from `values[offset + from]` on.
    static Lists of(float[] values, int offset, int from, int to) {
        int[] index = IntStream.range(-offset, to).toArray();
        return new Lists(index, values, new int[] {offset + from, offset + to}, 1).at(0, 1, 1);
    }

    /// Looks at `count` lists from `first` on.
    Lists at(int first, int span, int count) {
        this.first = first;
        this.span = span;
        this.count = count;
        return this;
    }

    int from(int list) {
        return bounds[first + list * step];
    }

    int to(int list) {
        return bounds[first + list * step + span];
    }
}
