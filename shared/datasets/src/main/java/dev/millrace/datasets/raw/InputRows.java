package dev.millrace.datasets.raw;

import dev.millrace.datasets.DatasetException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/// Inputs of a model, one after the other.
///
/// @param count how many, at least one
/// @param data as the schema says, row-major and little-endian
/// @param notes what people should know of how they were read, one sentence each
public record InputRows(int count, ByteBuffer data, List<String> notes) {
    /// Most bytes of inputs that are made of one text.
    private static final int MOST_BYTES = 16 << 20;

    /// Room for so many inputs.
    ///
    /// @param each bytes of one
    /// @throws DatasetException if it would be too much
    static ByteBuffer room(int count, int each) {
        checkSize(count, each);
        return ByteBuffer.allocate(count * each).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Refuses more inputs than are made of one text.
    ///
    /// @throws DatasetException if they are too many
    static void checkSize(int count, int each) {
        if ((long) count * each > MOST_BYTES) {
            throw new DatasetException("Inputs that are sent together have at most " + (MOST_BYTES >> 20)
                    + " MiB. Received: " + count + " rows or more, of " + each + " bytes. Send fewer rows.");
        }
    }

    public InputRows {
        data = data.slice().order(ByteOrder.LITTLE_ENDIAN);
        notes = List.copyOf(notes);
    }

    /// A view with a position of its own.
    @Override
    public ByteBuffer data() {
        return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }
}
