package dev.millrace.standalone.export;

import dev.millrace.wire.Event;

/// Where a run's values are written. What is there already, from an export that was broken off, stays, and is not
/// written again. For one thread.
interface Sink extends AutoCloseable {
    /// Takes values; each [Point.Identity] once in an export.
    void add(Point point);

    /// What was added can be read by others from now on.
    void flush();

    /// The run is over, and all its values are added.
    void end(Event end);

    /// Where the values are, for people.
    String place();

    @Override
    void close();
}
