package dev.millrace.testkit;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waiting in tests: asks again and again until the answer comes or the deadline has passed.
public final class Await {
    private static final Duration PAUSE = Duration.ofMillis(5);

    /// A pause is at least so many times as long as the question computed, which must not keep from happening what is
    /// awaited.
    private static final int REST = 3;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private Await() {}

    /// Waits until `condition` holds. What it throws is thrown on at once.
    ///
    /// @param what what is awaited, for the message: "the checkpoint is written"
    /// @throws AssertionError when it does not hold within `limit`
    public static void until(Duration limit, String what, BooleanSupplier condition) {
        untilPresent(limit, what, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    /// Waits until `source` gives a value, and returns it. What it throws is thrown on at once.
    ///
    /// @throws AssertionError when it gives none within `limit`
    public static <T> T untilPresent(Duration limit, String what, Supplier<Optional<T>> source) {
        long start = System.nanoTime();
        while (true) {
            // The time is read before the question, so that the last question is never asked too early.
            boolean last = System.nanoTime() - start >= limit.toNanos();
            long computed = THREADS.getCurrentThreadCpuTime();
            var value = source.get();
            if (value.isPresent()) {
                return value.get();
            }
            if (last) {
                throw new AssertionError("Not within " + limit.toMillis() + " ms: " + what);
            }
            pause(Duration.ofNanos(REST * (THREADS.getCurrentThreadCpuTime() - computed)), what);
        }
    }

    private static void pause(Duration least, String what) {
        try {
            Thread.sleep(least.compareTo(PAUSE) > 0 ? least : PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while waiting for: " + what, e);
        }
    }
}
