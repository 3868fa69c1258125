package dev.millrace.datasets.npz;

import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.Progress;
import dev.millrace.datasets.RawArray;
import dev.millrace.nn.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/// The class numbers in an array, one after the other.
final class Labels {
    private final String array;
    private final int classes;
    private final int width;
    private final boolean whole;
    private final NpyRows rows;
    private final ByteBuffer row;
    private long index;

    /// @param classes how many there are; where targets are one-hot, the width of a row instead
    Labels(NpzFile file, String y, int classes, Path cache) {
        RawArray header = file.header(y);
        this.array = "'" + y + "' in " + file.path();
        this.width = header.width();
        this.classes = classes;
        this.whole = header.type().isWhole();
        DType dtype = whole ? DType.I32 : DType.F32;
        this.rows = file.rows(y, dtype, cache, Progress.none());
        this.row = ByteBuffer.allocate(width * dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// The class of the next example.
    ///
    /// @throws DatasetException if it is none
    int next() {
        rows.next(row.clear());
        int label = width > 1 ? oneHot() : single();
        index++;
        return label;
    }

    private float value(int k) {
        return whole ? row.getInt(k * Integer.BYTES) : row.getFloat(k * Float.BYTES);
    }

    private int single() {
        // A float beyond 2^24 may have been rounded, but there are not that many classes.
        int label = whole ? row.getInt(0) : (int) row.getFloat(0);
        if (label < 0 || (!whole && label != row.getFloat(0))) {
            throw refused(whole ? String.valueOf(label) : String.valueOf(row.getFloat(0)), "class numbers from 0 on");
        }
        if (label >= classes) {
            throw refused(
                    String.valueOf(label),
                    "classes from 0 to " + (classes - 1) + ", as those of the examples to train with");
        }
        return label;
    }

    private int oneHot() {
        int label = -1;
        for (int k = 0; k < width; k++) {
            if (value(k) == 1 && label < 0) {
                label = k;
            } else if (value(k) != 0) {
                throw refused("a row that is not one-hot", "one 1 and else zeros, or task: values");
            }
        }
        if (label < 0) {
            throw refused("a row of zeros", "one 1 and else zeros, or task: values");
        }
        return label;
    }

    private DatasetException refused(String received, String expected) {
        return new DatasetException(array + " holds " + received + " at [" + index + "]. Expected: " + expected + ".");
    }

    void finish() {
        rows.finish();
    }
}
