package dev.millrace.datasets.images;

import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.Options;
import dev.millrace.datasets.Progress;
import dev.millrace.datasets.Source;
import dev.millrace.datasets.Splits;
import dev.millrace.datasets.StandardizeOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Pictures in a folder for each class. All are decoded when the dataset is opened.
///
/// | option | default |
/// |---|---|
/// | `folder` | |
/// | `size` | `[height, width]` in pixels: that of the pictures, where all have the same |
/// | `color` | `rgb` where any picture can be in colour, else `gray` |
/// | `split` | as [Splits#DEFAULT], where the folder is not divided into `train` and others |
/// | `standardize`, `mean`, `deviation` | as [StandardizeOptions] says |
///
/// @param folder with the classes' folders, or with the splits' folders
/// @param size height and width, or empty
/// @param color what pixels become
/// @param splits how the pictures are divided
/// @param standardize whether pixels are standardised
public record ImagesSource(
        Path folder, List<Integer> size, Optional<Color> color, Optional<Splits> splits, StandardizeOptions standardize)
        implements Source {
    /// Longest side of an input.
    static final int LONGEST_SIDE = 4096;

    /// What pixels become.
    public enum Color {
        /// One value.
        GRAY(1),
        /// Red, green and blue.
        RGB(3);

        private final int channels;

        Color(int channels) {
            this.channels = channels;
        }

        int channels() {
            return channels;
        }
    }

    public ImagesSource {
        size = List.copyOf(size);
        boolean two = size.isEmpty() || size.size() == 2;
        if (!two || size.stream().anyMatch(side -> side < 1 || side > LONGEST_SIDE)) {
            throw new DatasetException("Option 'size' of 'images' is [height, width] in pixels, from 1 to "
                    + LONGEST_SIDE + ". Received: " + size + ".");
        }
    }

    /// The source that `options` say.
    ///
    /// @throws DatasetException if one is missing, or not what it should be
    public static ImagesSource of(Options options) {
        return new ImagesSource(
                Datasets.path(options, "folder")
                        .orElseThrow(() -> new DatasetException("Option 'folder' of 'images' is missing.")),
                options.integers("size"),
                options.has("color") ? Optional.of(options.constant("color", Color.class)) : Optional.empty(),
                options.has("split") ? Optional.of(Splits.of(options, Splits.DEFAULT)) : Optional.empty(),
                StandardizeOptions.of(options));
    }

    @Override
    public Dataset open(DataFolders folders, Progress progress) {
        ImageFolder listed = ImageFolder.list(folder);
        if (listed.divided() && splits.isPresent()) {
            throw new DatasetException(folder + " is divided into folders to train with and to score on."
                    + " Received: option 'split'. Leave it out.");
        }
        return standardize.apply(new ImagesLoading(this, listed).read(folders.cache(), progress));
    }
}
