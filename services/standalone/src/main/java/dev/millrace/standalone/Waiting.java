package dev.millrace.standalone;

import java.util.concurrent.CountDownLatch;

/// Waiting in a shutdown hook, which nothing interrupts.
final class Waiting {
    private Waiting() {}

    static void forever(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
