package dev.millrace.engine.kernel;

/// An operation bound to its shapes and buffers, run once in each step. It allocates nothing.
@FunctionalInterface
public interface Op {
    void run();
}
