package dev.millrace.datasets;

import dev.millrace.datasets.Splits.Part;
import dev.millrace.nn.data.Examples;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Collects the examples of a dataset, however many: few of them stay in memory, more go to files. For one thread.
public final class DatasetWriter implements AutoCloseable {
    private final Path folder;
    private final Schema schema;
    private final Map<Part, RowWriter> rows = new EnumMap<>(Part.class);

    /// @param folder where files are made, if they are needed
    /// @param schema of every example
    public DatasetWriter(Path folder, Schema schema) {
        this.folder = folder;
        this.schema = schema;
    }

    /// Room for the next example of `part`: put exactly one, as the schema says, at its position.
    ///
    /// @throws DatasetException if those before it cannot be written
    public ByteBuffer next(Part part) {
        return of(part).next();
    }

    /// The dataset. Nothing can be added any more.
    ///
    /// @param name of the dataset, for people
    /// @param notes what people should know of how it was read
    /// @throws DatasetException if it cannot be written, or has nothing to train with
    public Dataset finish(String name, List<String> notes) {
        return new Dataset(name, schema, examples(Part.TRAIN), examples(Part.VALIDATION), examples(Part.TEST), notes);
    }

    private Examples examples(Part part) {
        return rows.containsKey(part) ? new Rows(schema, of(part).finish()) : Examples.none(schema.form());
    }

    private RowWriter of(Part part) {
        return rows.computeIfAbsent(part, p -> new RowWriter(folder, schema.stride()));
    }

    @Override
    public void close() {
        rows.values().forEach(RowWriter::close);
    }
}
