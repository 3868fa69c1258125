package dev.millrace.standalone.cluster;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Ctrl-C, or another polite end of the process: asks for an end where that was arranged, and lets the process live
/// until what was being done is closed, or a minute is over. Where nothing was arranged, the process just ends.
public final class Interrupt implements AutoCloseable {
    /// What a shell expects of a process that was interrupted.
    public static final int EXIT_CODE = 130;

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::come, "interrupt");
    private final PrintWriter err;
    private volatile @Nullable Runnable ask;
    private volatile String saying = "stopping with a checkpoint ...";
    private volatile @Nullable Instant cameAt;

    /// @param err where is said what is done about it
    public Interrupt(PrintWriter err) {
        this.err = err;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /// Arranges what is to be asked for: an end with a checkpoint.
    public void asks(Runnable ask) {
        this.ask = ask;
    }

    /// Arranges what is to be asked for.
    ///
    /// @param saying what is said then
    public void asks(String saying, Runnable ask) {
        this.saying = saying;
        this.ask = ask;
    }

    /// Whether it came.
    public boolean came() {
        return cameAt != null;
    }

    /// Whether it came that long ago.
    public boolean cameBefore(Duration ago) {
        Instant at = cameAt;
        return at != null && at.plus(ago).isBefore(Instant.now());
    }

    private void come() {
        Runnable arranged = ask;
        if (arranged == null) {
            return;
        }
        cameAt = Instant.now();
        err.println();
        err.println("millrace: " + saying);
        err.flush();
        arranged.run();
        try {
            if (!closed.await(60, TimeUnit.SECONDS)) {
                err.println("millrace: given up waiting for the end.");
                err.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It came; the hook is at work, or done.
        }
    }
}
