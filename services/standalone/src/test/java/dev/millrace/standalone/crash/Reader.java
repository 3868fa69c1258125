package dev.millrace.standalone.crash;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// Reads one topic on a thread of its own, which is never behind however long the others take.
final class Reader<T> implements AutoCloseable {
    private final ConcurrentLinkedQueue<T> read = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private volatile boolean closed;

    /// A source of what is read: it waits a moment for more.
    interface Source<T> extends AutoCloseable {
        /// Hands over what has come.
        void poll(Consumer<T> to);

        @Override
        void close();
    }

    /// Reads until closed. The source is used, and closed, by the reader's thread alone.
    Reader(String name, Source<T> source) {
        Thread.ofPlatform().daemon().name(name).start(() -> {
            try (source) {
                while (!closed) {
                    source.poll(read::add);
                }
                end.complete(null);
            } catch (RuntimeException e) {
                end.completeExceptionally(e);
            }
        });
    }

    /// The next that was read.
    ///
    /// @throws IllegalStateException if reading has failed
    Optional<T> next() {
        if (end.isCompletedExceptionally()) {
            throw new IllegalStateException("reading failed", end.exceptionNow());
        }
        return Optional.ofNullable(read.poll());
    }

    @Override
    public void close() {
        closed = true;
        try {
            end.get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            // What failed was told by next(), and what hangs ends with the test.
        }
    }
}
