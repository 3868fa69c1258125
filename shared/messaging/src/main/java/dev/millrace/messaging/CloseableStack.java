package dev.millrace.messaging;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/// Connections that belong together: when one cannot be opened those before it are closed, and all are closed
/// together, the last one first. For one thread.
public final class CloseableStack implements AutoCloseable {
    private final Deque<AutoCloseable> all = new ArrayDeque<>();

    /// Opens the next.
    ///
    /// @throws RuntimeException what `opening` threw, once those before are closed
    public <T extends AutoCloseable> T add(Supplier<T> opening) {
        T one = orClose(opening);
        all.push(one);
        return one;
    }

    /// Does what belongs to opening `one`, which is closed if that fails.
    static <T> T completing(AutoCloseable one, Supplier<T> further) {
        var opened = new CloseableStack();
        opened.all.push(one);
        return opened.orClose(further);
    }

    /// The same, where nothing comes of it.
    static void completing(AutoCloseable one, Runnable further) {
        completing(one, () -> {
            further.run();
            return one;
        });
    }

    private <T> T orClose(Supplier<T> opening) {
        try {
            return opening.get();
        } catch (RuntimeException | Error e) {
            try {
                close();
            } catch (RuntimeException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }

    /// Closes all of them, whatever one of them throws.
    ///
    /// @throws RuntimeException what the first threw that did, with the others' added
    @Override
    public void close() {
        RuntimeException thrown = null;
        while (!all.isEmpty()) {
            try {
                all.pop().close();
            } catch (Exception e) {
                RuntimeException cause = e instanceof RuntimeException r ? r : new IllegalStateException(e);
                if (thrown == null) {
                    thrown = cause;
                } else {
                    thrown.addSuppressed(cause);
                }
            }
        }
        if (thrown != null) {
            throw thrown;
        }
    }
}
