package dev.millrace.trainer.kafka;

import dev.millrace.messaging.Outbox;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Publishes beside training: each piece in a transaction of its own, in order, by one thread, which owns the
/// outbox. What one piece throws, the next call throws again.
final class AsyncOutbox implements AutoCloseable {
    private final Outbox outbox;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("publishing").factory());
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

    AsyncOutbox(Outbox outbox) {
        this.outbox = outbox;
    }

    /// Whether everything handed over so far is published.
    boolean idle() {
        return last.isDone();
    }

    /// Hands over one piece; does not wait for it.
    void publish(Consumer<Outbox> piece) {
        if (last.isDone()) {
            await();
        }
        last = last.thenRunAsync(
                () -> {
                    piece.accept(outbox);
                    outbox.commit();
                },
                thread);
    }

    /// Does something once all that was handed over is published; not if that fails.
    void then(Runnable action) {
        last = last.thenRunAsync(action, thread);
    }

    /// Waits until everything is published.
    void await() {
        try {
            last.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (thread.awaitTermination(10, TimeUnit.SECONDS)) {
                outbox.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
