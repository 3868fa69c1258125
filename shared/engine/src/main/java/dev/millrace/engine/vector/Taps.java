package dev.millrace.engine.vector;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Pixels of images whose sums meet the same columns of a window's cells, or rows of these at the edges: nothing is
/// read outside of the sources, and nothing multiplied with padding.
///
/// @param taps for each input of a window, cell by cell and channel by channel, where it lies, counted from the
/// window's beginning
/// @param cells for each cell, which of the kernel's it is, row-major
/// @param groups the pixels
// Made once, read only.
@SuppressWarnings("ArrayRecordComponent")
record Taps(int[] taps, int[] cells, List<Group> groups) {
    /// Pixels whose sums run over the same inputs.
    ///
    /// @param in for each pixel of one or more images, where its window begins: outside, where it only meets cells
    /// further on
    /// @param to for each, where its sums go
    /// @param first of the inputs
    /// @param end of the inputs
    @SuppressWarnings("ArrayRecordComponent")
    record Group(int[] in, int[] to, int first, int end) {}

    /// What a part has in common.
    private record Key(int restY, int restX, Axis.Range columns) {}

    /// All pixels of `images` results of a convolution; or, `backward`, of `images` images whose gradients are sums
    /// over gradients of results.
    static List<Taps> all(ConvolutionShape shape, boolean backward, int images) {
        Axis rows = Axis.rows(shape, backward);
        Axis columns = Axis.columns(shape, backward);
        Map<Key, Map<Axis.Range, List<int[]>>> parts = new LinkedHashMap<>();
        for (int y = 0; y < rows.targets(); y++) {
            for (int x = 0; x < columns.targets(); x++) {
                var key = new Key(rows.rest(y), columns.rest(x), columns.inside(x));
                parts.computeIfAbsent(key, k -> new LinkedHashMap<>())
                        .computeIfAbsent(rows.inside(y), k -> new ArrayList<>())
                        .add(new int[] {y, x});
            }
        }
        int from = backward ? shape.out() : shape.in();
        int to = backward ? shape.in() : shape.out();
        List<Taps> all = new ArrayList<>();
        parts.forEach((key, pixels) -> {
            int[] cellRows = rows.cells(key.restY);
            int[] cellColumns = columns.cells(key.restX);
            int wide = key.columns.size();
            int[] cells = new int[cellRows.length * wide];
            int[] taps = new int[cells.length * from];
            for (int i = 0; i < cells.length; i++) {
                int row = cellRows[i / wide];
                int column = cellColumns[key.columns.from() + i % wide];
                cells[i] = row * columns.cells() + column;
                int at = (rows.offset(key.restY, row) * columns.sources() + columns.offset(key.restX, column)) * from;
                for (int channel = 0; channel < from; channel++) {
                    taps[i * from + channel] = at + channel;
                }
            }
            List<Group> groups = new ArrayList<>();
            pixels.forEach((range, places) -> groups.add(new Group(
                    places(
                            images,
                            places,
                            (image, p) -> ((image * rows.sources() + rows.base(p[0])) * columns.sources()
                                            + columns.base(p[1]))
                                    * from),
                    places(
                            images,
                            places,
                            (image, p) -> ((image * rows.targets() + p[0]) * columns.targets() + p[1]) * to),
                    range.from() * wide * from,
                    range.to() * wide * from)));
            all.add(new Taps(taps, cells, groups));
        });
        return all;
    }

    /// Where a pixel of an image lies.
    private interface Place {
        int of(int image, int[] pixel);
    }

    private static int[] places(int images, List<int[]> pixels, Place place) {
        return IntStream.range(0, images * pixels.size())
                .map(i -> place.of(i / pixels.size(), pixels.get(i % pixels.size())))
                .toArray();
    }
}
