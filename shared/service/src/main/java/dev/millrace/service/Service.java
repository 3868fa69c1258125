package dev.millrace.service;

/// What an application is there for: it works from the start of the application to its end.
public interface Service {
    /// The service's name: `trainer`.
    String name();

    /// Whether it does what it is there for, as far as it can be told.
    boolean alive();
}
