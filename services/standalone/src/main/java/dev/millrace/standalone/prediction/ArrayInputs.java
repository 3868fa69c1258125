package dev.millrace.standalone.prediction;

import dev.millrace.datasets.DataFolders;
import dev.millrace.datasets.Schema;
import dev.millrace.datasets.Standardization;
import dev.millrace.datasets.npz.NpzInputs;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rows of an array in files of `numpy.savez`, one file after the other.
public final class ArrayInputs implements Inputs {
    private final Deque<Path> files;
    private final Optional<String> name;
    private final Schema.Inputs expected;
    private final Optional<Standardization> standardization;
    private final DataFolders folders;
    private final boolean several;
    private @Nullable NpzInputs rows;
    private Path file = Path.of("");
    private int row;

    /// @param name of the array; absent: the one that can be meant
    /// @param expected what the model was trained with
    /// @param standardization how they became that, if they were standardised
    public ArrayInputs(
            List<Path> files,
            Optional<String> name,
            Schema.Inputs expected,
            Optional<Standardization> standardization,
            DataFolders folders) {
        this.files = new ArrayDeque<>(files);
        this.name = name;
        this.expected = expected;
        this.standardization = standardization;
        this.folders = folders;
        this.several = files.size() > 1;
    }

    @Override
    public boolean next(ByteBuffer to) {
        while (rows == null || row == rows.count()) {
            close();
            if (files.isEmpty()) {
                return false;
            }
            file = files.removeFirst();
            rows = NpzInputs.open(file, name, expected, standardization, folders.cache());
            row = 0;
        }
        rows.next(to);
        row++;
        return true;
    }

    @Override
    public List<Place> place() {
        var here = new Place("row", row);
        return several ? List.of(new Place("file", file.toString()), here) : List.of(here);
    }

    @Override
    public boolean complete() {
        return true;
    }

    @Override
    public List<String> notes() {
        return List.of();
    }

    @Override
    public void close() {
        if (rows != null) {
            rows.close();
            rows = null;
        }
    }
}
