package dev.millrace.standalone;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Ctrl-C, or another polite end of the process: calls `ask`, and lets the process live until what was being done is
/// closed, or a minute is over.
final class Interrupt implements AutoCloseable {
    /// What a shell expects of a process that was interrupted.
    static final int EXIT_CODE = 130;

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook;
    private volatile boolean came;

    Interrupt(Runnable ask) {
        this.hook = new Thread(
                () -> {
                    came = true;
                    ask.run();
                    try {
                        if (!closed.await(60, TimeUnit.SECONDS)) {
                            System.err.println("millrace: given up waiting for the run to stop");
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "interrupt");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /// Whether it came.
    boolean came() {
        return came;
    }

    @Override
    public void close() {
        closed.countDown();
        if (!came) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
