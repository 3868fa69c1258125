package dev.millrace.datasets.images;

import dev.millrace.datasets.DatasetException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What the headers of many pictures say. For one thread.
final class Survey {
    private static final int NAMED = 4;
    private static final int SUGGESTED_SIDE = 180;

    /// How many pictures have a size.
    private final Map<Size, Integer> sizes =
            new TreeMap<>(Comparator.comparingInt(Size::height).thenComparingInt(Size::width));

    private boolean colored;

    private record Size(int height, int width) {}

    void add(Decoder.Header header) {
        sizes.merge(new Size(header.height(), header.width()), 1, Integer::sum);
        colored |= header.colored();
    }

    /// Colour, where any picture has it.
    ImagesSource.Color color() {
        return colored ? ImagesSource.Color.RGB : ImagesSource.Color.GRAY;
    }

    /// Height and width, which all pictures have.
    ///
    /// @throws DatasetException if they have not, or it is too large
    List<Integer> commonSize(Path folder) {
        Size first = sizes.keySet().iterator().next();
        if (sizes.size() == 1 && Math.max(first.height(), first.width()) <= ImagesSource.LONGEST_SIDE) {
            return List.of(first.height(), first.width());
        }
        String most = sizes.entrySet().stream()
                .sorted(Map.Entry.<Size, Integer>comparingByValue().reversed())
                .limit(NAMED)
                .map(entry -> entry.getKey().height() + " x " + entry.getKey().width() + " (" + entry.getValue() + ")")
                .collect(Collectors.joining(", "));
        throw new DatasetException("Pictures in " + folder + " have "
                + (sizes.size() == 1 ? "a very large size" : sizes.size() + " sizes") + ", height x width: " + most
                + (sizes.size() > NAMED ? ", …" : "") + ". Say the size that they are to get, like size: "
                + suggestion() + ".");
    }

    /// The usual proportions with a side that is not long.
    private List<Integer> suggestion() {
        Size usual =
                Collections.max(sizes.entrySet(), Map.Entry.comparingByValue()).getKey();
        double scale = Math.min(1, (double) SUGGESTED_SIDE / Math.min(usual.height(), usual.width()));
        return List.of(side(usual.height(), scale), side(usual.width(), scale));
    }

    private static int side(int pixels, double scale) {
        return (int) Math.clamp(Math.rint(pixels * scale), 1, ImagesSource.LONGEST_SIDE);
    }
}
