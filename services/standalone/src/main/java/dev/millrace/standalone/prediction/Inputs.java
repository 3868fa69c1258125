package dev.millrace.standalone.prediction;

import java.nio.ByteBuffer;
import java.util.List;

/// What a model is asked about, one input after another. For one thread.
public interface Inputs extends AutoCloseable {
    /// Puts the next input, as the model's data description says, at the position of `to`, which is little-endian.
    ///
    /// @return false where there are no more
    /// @throws dev.millrace.datasets.DatasetException if it cannot become an input; the message says where it stands
    boolean next(ByteBuffer to);

    /// Where the last input came from: a row's number or a file, by what that is.
    List<Place> place();

    /// One part of it.
    ///
    /// @param name what it is: `row`
    /// @param value a number from 1 on, or the name of a file as it was given
    record Place(String name, Object value) {}

    /// Whether every input could be read.
    boolean complete();

    /// What people should know of all the inputs, one sentence each.
    List<String> notes();

    @Override
    void close();
}
