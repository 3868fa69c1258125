package dev.millrace.datasets.images;

import dev.millrace.datasets.DatasetException;
import java.nio.file.Path;
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
        int height = median(sizes.keySet().stream().map(Size::height).sorted().toList());
        int width = median(sizes.keySet().stream().map(Size::width).sorted().toList());
        double scale = Math.min(1, (double) SUGGESTED_SIDE / Math.min(height, width));
        return List.of((int) Math.max(1, Math.rint(height * scale)), (int) Math.max(1, Math.rint(width * scale)));
    }

    private static int median(List<Integer> sorted) {
        return sorted.get(sorted.size() / 2);
    }
}
