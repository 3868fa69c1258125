package dev.millrace.standalone;

import java.util.concurrent.CountDownLatch;

/// Waiting that nothing but the end of the process interrupts.
final class Waiting {
    private Waiting() {}

    /// In a shutdown hook, until another thread has tidied up.
    static void until(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Until it is worth looking again.
    static void briefly() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
