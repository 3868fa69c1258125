package dev.millrace.benchmarks;

/// What one process has managed that trained runs through its own broker.
///
/// @param parameters of the model
/// @param runs at once
/// @param examplesPerSecond of all runs together, after the first epoch
/// @param waitingShare of the trainers' time after the first epoch that they waited for mini-batches, 0 to 1
/// @param peakResidentBytes of the process; 0 where the system does not tell
record Scaled(
        long parameters,
        int batchSize,
        int runs,
        double examplesPerSecond,
        double waitingShare,
        long peakResidentBytes) {}
