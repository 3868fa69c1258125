package dev.millrace.datasets.images;

import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.Splits.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The pictures in a folder that has a folder of pictures for each class; or that has folders `train`, `val` or
/// `validation`, and `test`, each of which has such. Pictures may lie deeper in the folder of their class.
///
/// @param classes names of the classes' folders; in numeric order where all are whole numbers, else sorted
/// @param files all pictures, in the order of splits, classes and names
/// @param divided whether the folder says which picture belongs to which split
/// @param notes what was passed over
record ImageFolder(List<String> classes, List<PictureFile> files, boolean divided, List<String> notes) {
    private static final Map<String, Part> PARTS = Map.of(
            "train", Part.TRAIN,
            "training", Part.TRAIN,
            "val", Part.VALIDATION,
            "valid", Part.VALIDATION,
            "validation", Part.VALIDATION,
            "test", Part.TEST,
            "testing", Part.TEST);

    /// A picture with its class.
    ///
    /// @param bytes of the file
    /// @param label number of the class
    /// @param part the split it belongs to, where the folder is divided
    record PictureFile(Path path, long bytes, int label, Part part) {}

    /// Looks through `folder`; no picture is opened.
    ///
    /// @throws DatasetException if there are not two classes at least, or one of them has no picture
    static ImageFolder list(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new DatasetException(
                    Files.exists(folder)
                            ? folder + " is a file. Expected: a folder with a folder of pictures for each class."
                            : "There is no folder " + folder + ".");
        }
        try {
            FolderScan scan = new FolderScan();
            Map<Part, Path> parts = parts(folder, scan);
            List<String> classes = new ArrayList<>();
            List<PictureFile> files = new ArrayList<>();
            for (Map.Entry<Part, Path> part : parts.entrySet()) {
                List<Path> classFolders = scan.classFolders(part.getValue());
                if (classFolders.isEmpty()) {
                    throw new DatasetException(part.getValue() + " has no folders. Expected: a folder of pictures for"
                            + " each class." + FolderScan.first(scan.notes()));
                }
                if (part.getKey() == Part.TRAIN) {
                    classFolders.stream()
                            .map(FolderScan::name)
                            .sorted(byNumberOrName(classFolders))
                            .forEach(classes::add);
                    requireTwo(classes, part.getValue());
                }
                classFolders.forEach(of -> requireKnown(FolderScan.name(of), classes, part.getValue()));
                for (int label = 0; label < classes.size(); label++) {
                    Path of = part.getValue().resolve(classes.get(label));
                    if (classFolders.contains(of)) {
                        for (FolderScan.Found found : scan.pictures(of)) {
                            files.add(new PictureFile(found.path(), found.bytes(), label, part.getKey()));
                        }
                    }
                }
            }
            return new ImageFolder(List.copyOf(classes), List.copyOf(files), parts.size() > 1, scan.notes());
        } catch (IOException e) {
            throw new DatasetException(folder + " cannot be read through: " + e + ".", e);
        }
    }

    /// The folders of the splits, that to train with first; `folder` itself where it has none.
    private static Map<Part, Path> parts(Path folder, FolderScan scan) throws IOException {
        Map<Part, Path> parts = new EnumMap<>(Part.class);
        List<Path> others = new ArrayList<>();
        for (Path child : new FolderScan().classFolders(folder)) {
            Part part = PARTS.get(FolderScan.name(child).toLowerCase(Locale.ROOT));
            if (part == null) {
                others.add(child);
            } else {
                Path before = parts.put(part, child);
                if (before != null) {
                    throw new DatasetException(folder + " has two folders for one split: " + FolderScan.name(before)
                            + " and " + FolderScan.name(child) + ". Leave one.");
                }
            }
        }
        Path train = parts.get(Part.TRAIN);
        boolean plain = train == null
                || new FolderScan().classFolders(train).isEmpty() // a class that is called 'train'
                || (parts.size() == 1 && !others.isEmpty());
        if (plain) {
            return Map.of(Part.TRAIN, folder);
        }
        scan.classFolders(folder); // counts what lies beside
        others.forEach(other -> scan.passOver(FolderScan.name(other)));
        return parts;
    }

    private static Comparator<String> byNumberOrName(List<Path> folders) {
        boolean numbers = folders.stream().allMatch(f -> FolderScan.name(f).matches("[0-9]{1,18}"));
        return numbers
                ? Comparator.<String>comparingLong(Long::parseLong).thenComparing(Comparator.naturalOrder())
                : Comparator.naturalOrder();
    }

    private static void requireTwo(List<String> classes, Path folder) throws IOException {
        if (classes.size() == 1) {
            Path only = folder.resolve(classes.getFirst());
            List<String> inside = new FolderScan()
                    .classFolders(only).stream().map(FolderScan::name).sorted().toList();
            throw new DatasetException(folder + " has one class folder: " + classes.getFirst()
                    + ". Expected: at least two."
                    + (inside.size() > 1
                            ? " In it there are: " + FolderScan.some(inside) + ". If those are the classes, name "
                                    + only + "."
                            : ""));
        }
    }

    private static void requireKnown(String name, List<String> classes, Path folder) {
        if (!classes.contains(name)) {
            throw new DatasetException(folder + " has a class that there is none of to train with: " + name
                    + ". Those to train with: " + FolderScan.some(classes) + ".");
        }
    }
}
