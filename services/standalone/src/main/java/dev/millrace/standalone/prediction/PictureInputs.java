package dev.millrace.standalone.prediction;

import dev.millrace.standalone.output.UserException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// Pictures in files of their own. One that cannot be read is passed over, and said.
public final class PictureInputs implements Inputs {
    private final Deque<Path> files;
    private final Function<Path, byte[]> reading;
    private final BiConsumer<Path, String> complaints;
    private Path file = Path.of("");
    private boolean complete = true;

    /// @param reading what a file becomes; throws [UserException]
    /// @param complaints is told of a file that cannot be read, and why
    public PictureInputs(List<Path> files, Function<Path, byte[]> reading, BiConsumer<Path, String> complaints) {
        this.files = new ArrayDeque<>(files);
        this.reading = reading;
        this.complaints = complaints;
    }

    @Override
    public boolean next(ByteBuffer to) {
        while (!files.isEmpty()) {
            file = files.removeFirst();
            try {
                to.put(reading.apply(file));
                return true;
            } catch (UserException e) {
                complete = false;
                complaints.accept(file, String.valueOf(e.getMessage()));
            }
        }
        return false;
    }

    @Override
    public List<Place> place() {
        return List.of(new Place("image", file.toString()));
    }

    @Override
    public boolean complete() {
        return complete;
    }

    @Override
    public List<String> notes() {
        return List.of();
    }

    @Override
    public void close() {}
}
