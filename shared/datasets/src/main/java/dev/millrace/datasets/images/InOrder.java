package dev.millrace.datasets.images;

import dev.millrace.datasets.DatasetException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// Work on many items by several threads at a time, whose results are taken in the items' order by the caller's thread.
/// Few results wait at a time.
final class InOrder {
    /// What a thread may need for one large picture.
    private static final long BYTES_PER_THREAD = 128 << 20;

    private InOrder() {}

    /// Takes `work` of each item.
    ///
    /// @param work done on any thread
    /// @param taken with each item and its result, on this one
    /// @throws DatasetException if this thread is interrupted
    static <T, R> void forEach(List<T> items, Function<T, R> work, BiConsumer<T, R> taken) {
        int threads = Math.clamp(
                Runtime.getRuntime().maxMemory() / BYTES_PER_THREAD,
                1,
                Runtime.getRuntime().availableProcessors());
        ExecutorService pool = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name("pictures-", 0).factory());
        try {
            Deque<Future<R>> ahead = new ArrayDeque<>();
            int next = 0;
            for (T item : items) {
                while (next < items.size() && ahead.size() < 2 * threads) {
                    T later = items.get(next);
                    ahead.add(pool.submit(() -> work.apply(later)));
                    next++;
                }
                taken.accept(item, result(ahead.remove()));
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static <R> R result(Future<R> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatasetException("Interrupted while pictures were read.", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw new IllegalStateException(e); // work throws no others
        }
    }
}
