package dev.millrace.datasets.images;

import dev.millrace.datasets.DatasetException;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds folders and pictures, and counts what it passes over: what is hidden, what is no picture by its name, and
/// pictures that lie in no class's folder. For one thread.
final class FolderScan {
    private static final Set<String> PICTURES = Set.of("png", "jpg", "jpeg", "gif", "bmp");
    private static final int NAMED = 8;

    private final Map<String, Integer> foreign = new TreeMap<>();
    private final List<String> folders = new ArrayList<>();
    private int hidden;
    private int loose;

    /// A picture, by its name.
    ///
    /// @param bytes of the file
    record Found(Path path, long bytes) {}

    /// The visible folders in `folder`; everything else in it is passed over.
    List<Path> classFolders(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> children = Files.list(folder)) {
            for (Path child : children.toList()) {
                if (isHidden(child)) {
                    hidden++;
                } else if (Files.isDirectory(child)) {
                    found.add(child);
                } else if (isPicture(child)) {
                    loose++;
                } else {
                    passOverFile(child);
                }
            }
        }
        return found;
    }

    /// The pictures in a class's folder and in those below it, sorted by their paths.
    ///
    /// @throws DatasetException if there are none
    List<Found> pictures(Path folder) throws IOException {
        List<Found> found = new ArrayList<>();
        FolderScan here = new FolderScan();
        var visitor = new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                if (path.equals(folder) || !isHidden(path)) {
                    return FileVisitResult.CONTINUE;
                }
                here.hidden++;
                return FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                if (isHidden(path)) {
                    here.hidden++;
                } else if (isPicture(path)) {
                    found.add(new Found(path, attributes.size()));
                } else {
                    here.passOverFile(path);
                }
                return FileVisitResult.CONTINUE;
            }
        };
        Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, visitor);
        if (found.isEmpty()) {
            throw new DatasetException("Class folder " + folder + " has no pictures (PNG, JPEG, GIF or BMP)."
                    + first(here.notes())
                    + " Put pictures there, or remove the folder.");
        }
        hidden += here.hidden;
        here.foreign.forEach((ending, count) -> foreign.merge(ending, count, Integer::sum));
        found.sort(Comparator.comparing(one -> folder.relativize(one.path()).toString()));
        return found;
    }

    /// Passes over a whole folder.
    void passOver(String folder) {
        folders.add(folder);
    }

    private void passOverFile(Path file) {
        String ending = ending(file);
        foreign.merge(ending.isEmpty() ? "without an ending" : "." + ending, 1, Integer::sum);
    }

    /// What was passed over, one sentence each.
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!foreign.isEmpty()) {
            notes.add("Files passed over, as they are not PNG, JPEG, GIF or BMP by their names: "
                    + foreign.entrySet().stream()
                            .map(entry -> entry.getValue() + " " + entry.getKey())
                            .collect(Collectors.joining(", "))
                    + ".");
        }
        if (hidden > 0) {
            notes.add("Hidden files and folders passed over: " + hidden + ".");
        }
        if (loose > 0) {
            notes.add("Pictures passed over, as they lie in no class's folder: " + loose + ".");
        }
        if (!folders.isEmpty()) {
            notes.add("Folders passed over, beside those of the splits: " + some(folders) + ".");
        }
        return notes;
    }

    /// The first of `names`, and how many more there are.
    static String some(List<String> names) {
        String more = names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "";
        return String.join(", ", names.subList(0, Math.min(NAMED, names.size()))) + more;
    }

    /// The first of `notes`, to follow a sentence.
    static String first(List<String> notes) {
        return notes.isEmpty() ? "" : " " + notes.getFirst();
    }

    static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    /// Also the folder that macOS puts into its zips.
    private static boolean isHidden(Path path) {
        return name(path).startsWith(".") || name(path).equals("__MACOSX");
    }

    private static boolean isPicture(Path path) {
        return PICTURES.contains(ending(path));
    }

    private static String ending(Path path) {
        String name = name(path);
        return name.substring(name.lastIndexOf('.') + 1 == 0 ? name.length() : name.lastIndexOf('.') + 1)
                .toLowerCase(Locale.ROOT);
    }
}
