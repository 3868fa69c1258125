package dev.millrace.benchmarks;

/// How much of an epoch is trained.
final class Part {
    private Part() {}

    /// As many of `samples` as fill `steps` mini-batches; all where `steps` is 0.
    static int of(int samples, int batchSize, int steps) {
        return steps == 0 ? samples : (int) Math.min(samples, (long) batchSize * steps);
    }
}
