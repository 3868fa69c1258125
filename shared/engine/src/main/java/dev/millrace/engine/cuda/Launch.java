package dev.millrace.engine.cuda;

import dev.millrace.engine.cuda.driver.Driver;

/// What is put into a stream, again and again with the same arguments.
sealed interface Launch permits KernelLaunch, LibraryLaunch {
    /// What it is called where times are told.
    String name();

    /// Puts it into a stream; `driver` has entered the device's context.
    void enqueue(Driver driver, long stream);
}
