package dev.millrace.nn.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Examples of one split, each with a place of its own, counted from 0. The same place always holds the same bytes.
/// For any number of threads.
public interface Examples {
    /// What each of them looks like.
    ExampleForm form();

    /// How many there are.
    int size();

    /// Puts the input of example `index`, as the form says, at the position of `to`, which is little-endian, and moves
    /// it past it.
    void copyInput(int index, ByteBuffer to);

    /// Puts the target of example `index`, as the form says, at the position of `to`, which is little-endian, and moves
    /// it past it.
    void copyTarget(int index, ByteBuffer to);

    /// The weight of example `index`; 1 where the form has no weights.
    default float weight(int index) {
        return 1;
    }

    /// The class number of example `index`, where targets are classes.
    default int label(int index) {
        ByteBuffer number = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        copyTarget(index, number);
        return number.getInt(0);
    }

    /// No examples.
    static Examples none(ExampleForm form) {
        return new Examples() {
            @Override
            public ExampleForm form() {
                return form;
            }

            @Override
            public int size() {
                return 0;
            }

            @Override
            public void copyInput(int index, ByteBuffer to) {
                throw new IndexOutOfBoundsException(index);
            }

            @Override
            public void copyTarget(int index, ByteBuffer to) {
                throw new IndexOutOfBoundsException(index);
            }
        };
    }
}
