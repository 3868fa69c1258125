package dev.millrace.engine.kernel;

import java.nio.FloatBuffer;

/// The way of what each step leaves in a buffer to the host. A kernel set whose steps go on while the host prepares the
/// next ones brings it there a few steps later; who needs it now says so.
///
/// @param <T> what the values are added to
public interface Readout<T> {
    /// Takes what a step has left.
    ///
    /// @param <T> what the values are added to
    @FunctionalInterface
    interface Reader<T> {
        /// Takes it.
        ///
        /// @param values of the whole buffer, at position 0; valid during the call
        /// @param to what was given to `read`
        /// @param size likewise
        void take(FloatBuffer values, T to, int size);
    }

    /// Has the reader take what the last step left: at once, or later, in the order of the calls.
    void read(T to, int size);

    /// Has the reader take everything that it has not taken yet.
    void settle();

    /// The plain one, which reads at once.
    ///
    /// @param <T> what the values are added to
    static <T> Readout<T> direct(Buffer values, Reader<T> reader) {
        FloatBuffer host = FloatBuffer.allocate(values.size());
        return new Readout<>() {
            @Override
            public void read(T to, int size) {
                values.download(host.clear());
                reader.take(host.flip(), to, size);
            }

            @Override
            public void settle() {
                // Nothing is left.
            }
        };
    }
}
