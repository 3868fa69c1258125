package dev.millrace.benchmarks.gpu;

/// A part of what is looked at.
interface Check {
    /// For people: `parity`.
    String name();

    /// Does it, and adds what it found.
    void run(CheckOptions options, Report report);
}
