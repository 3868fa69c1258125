package dev.millrace.benchmarks;

/// Tells how long each epoch took; the first begins now.
final class EpochWatch {
    private long began = System.nanoTime();

    void ended() {
        long now = System.nanoTime();
        FitArguments.epoch((now - began) / 1e9);
        began = now;
    }
}
