package dev.millrace.datasets.npz;

import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.Progress;
import dev.millrace.datasets.Schema;
import dev.millrace.datasets.Standardization;
import dev.millrace.nn.DType;
import dev.millrace.nn.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;

/// The inputs in a file of `numpy.savez`, without targets, for a model that was trained with such: one after the other.
/// For one thread.
public final class NpzInputs implements AutoCloseable {
    private final NpzFile npz;
    private final NpyRows rows;
    private final int count;
    private final Optional<Standardization> standardization;
    private final ByteBuffer stored;
    private int read;

    private NpzInputs(
            NpzFile npz, NpyRows rows, int count, Schema.Inputs inputs, Optional<Standardization> standardization) {
        this.npz = npz;
        this.rows = rows;
        this.count = count;
        this.standardization = standardization;
        this.stored = ByteBuffer.allocate(inputs.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Opens `file`.
    ///
    /// @param x name of the array; absent: `x`, the only array, or `x_test`
    /// @param inputs what the model was trained with
    /// @param standardization how they became that, if they were standardised
    /// @param cache folder where a file is made, if one is needed
    /// @throws DatasetException if there is no such array, or it is not like `inputs`
    public static NpzInputs open(
            Path file,
            Optional<String> x,
            Schema.Inputs inputs,
            Optional<Standardization> standardization,
            Path cache) {
        NpzFile npz = NpzFile.open(file);
        try {
            String name = x.orElseGet(() -> only(npz));
            Shape shape = npz.exampleShape(name);
            if (!shape.equals(inputs.shape())) {
                throw new DatasetException("'" + name + "' in " + file + " has examples of shape " + shape
                        + ". Expected: " + inputs.shape() + ", as those that the model was trained with.");
            }
            long count = npz.header(name).shape().getFirst();
            if (count > Integer.MAX_VALUE) {
                throw new DatasetException("'" + name + "' in " + file + " has " + count
                        + " examples. Expected: at most " + Integer.MAX_VALUE + ".");
            }
            NpyRows rows = npz.rows(name, inputs.dtype(), cache, Progress.none());
            return new NpzInputs(npz, rows, (int) count, inputs, standardization);
        } catch (RuntimeException e) {
            npz.close();
            throw e;
        }
    }

    private static String only(NpzFile npz) {
        var names = npz.names();
        return ArrayNames.find(names, "x")
                .or(() -> names.size() == 1 ? Optional.of(names.getFirst()) : Optional.empty())
                .or(() -> ArrayNames.find(names, "x_test"))
                .orElseThrow(() -> new DatasetException(npz.path() + " does not say which of its arrays are the inputs."
                        + " It has: " + (names.isEmpty() ? "none" : String.join(", ", names)) + ". Name one."));
    }

    /// How many there are.
    public int count() {
        return count;
    }

    /// Puts the next input, as the schema says, at the position of `to`, which is little-endian. After the last one the
    /// file is compared with its checksum.
    ///
    /// @throws DatasetException if it holds what the schema's type does not, or the file is damaged
    public void next(ByteBuffer to) {
        if (standardization.isPresent()) {
            rows.next(stored.clear());
            // What is standardised is F32, and so is what is read for it.
            standardization.get().put(DType.F32, stored.flip(), stored.limit() / Float.BYTES, to);
        } else {
            rows.next(to);
        }
        read++;
        if (read == count) {
            rows.finish();
        }
    }

    @Override
    public void close() {
        npz.close();
    }
}
