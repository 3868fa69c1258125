package dev.millrace.standalone.cluster;

/// Waiting for another process.
final class Waiting {
    private Waiting() {}

    /// Until it is worth looking again.
    static void briefly() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
